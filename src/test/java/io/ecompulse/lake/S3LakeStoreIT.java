package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class S3LakeStoreIT extends LakeStoreContract {
    private static S3Server server;
    private final List<S3LakeStore> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void closeStores() throws IOException {
        for (S3LakeStore store : opened) {
            store.close();
        }
    }

    /** A prefix for each test, as the server lives on. */
    @Override
    LakeStore open(Path folder) throws IOException {
        String prefix = "it/" + folder.getParent().getFileName();
        S3LakeStore store = S3LakeStore.open(S3Server.place(server.port(), prefix));
        opened.add(store);
        return store;
    }

    @Test
    void storesAFileOfManyParts() throws IOException {
        LakeStore store = open(temp.resolve("lake"));
        byte[] content = new byte[20 * 1024 * 1024 + 1];
        content[content.length - 1] = 7;
        Path local = Files.write(temp.resolve("large"), content);

        assertThat(store.putOnce(local, "events/large")).isEqualTo(content.length);

        store.fetch("events/large", temp.resolve("copy"));
        assertThat(temp.resolve("copy")).hasBinaryContent(content);
    }
}
