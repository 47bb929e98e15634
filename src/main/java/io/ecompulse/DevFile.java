package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code dev.json} in the data folder: where a running development server listens, for the commands beside it.
 *
 * @param pid of the server; a file whose process is gone counts as none
 */
record DevFile(long pid, int http, int management, String kafka, String redis) {
    private static final String NAME = "dev.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The running server of this data folder, if there is one. */
    static Optional<DevFile> of(Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode node = JSON.readTree(file.toFile());
        DevFile found = new DevFile(
                node.path("pid").asLong(),
                node.path("http").asInt(),
                node.path("management").asInt(),
                node.path("kafka").asText(),
                node.path("redis").asText());
        return ProcessHandle.of(found.pid()).map(ProcessHandle::isAlive).orElse(false)
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Written whole or not at all. */
    void write(Path data) throws IOException {
        ObjectNode node = JSON.createObjectNode()
                .put("pid", pid)
                .put("http", http)
                .put("management", management)
                .put("kafka", kafka)
                .put("redis", redis);
        Path draft = data.resolve(NAME + ".draft");
        Files.write(draft, JSON.writeValueAsBytes(node));
        Files.move(draft, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }
}
