package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.dev.traffic.ShopTraffic;
import io.ecompulse.e2e.Door.Packing;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} prints is collected by machines and kept for long: one JSON object a line, and nothing of its clients. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ServeLogIT {
    private static final String CANARY = Canaries.WORD;

    @TempDir
    private Path folder;

    @Test
    void everyLineIsJsonAndNoneHoldsWhatClientsSentOrTheirKeys() throws Exception {
        try (Fleet fleet = Fleet.open(folder)) {
            // As it is shipped, whether it runs packaged or from the class path of this test.
            String log = "-Dlogback.configurationFile=logback.xml";
            fleet.add("all", String.join(",", Fleet.ROLES), List.of("edge.http.port=0"), log);
            fleet.start(List.of("all"));
            ServeProcess all = fleet.process("all");
            int port = all.http();
            Door door = new Door(Fleet.WRITE_KEY);

            assertThat(door.batch(port, List.of(sound(), malformed()), Packing.GZIP_BY_HEADER)
                            .status())
                    .isEqualTo(200);
            assertThat(new Door(CANARY)
                            .batch(port, List.of(sound()), Packing.PLAIN)
                            .status())
                    .isEqualTo(401);
            for (String request : Canaries.requests(Fleet.WRITE_KEY)) {
                Canaries.send(port, request);
            }
            for (String question : Canaries.questions(Fleet.READ_TOKEN)) {
                Canaries.send(all.management(), question);
            }
            assertThat(Canaries.send(all.management(), "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("ecompulse_received_events_total")
                    .doesNotContain(CANARY, "jndi", Fleet.WRITE_KEY, Fleet.READ_TOKEN);
            appendUnreadable(fleet);
            fleet.redis().process().kill9();
            assertThat(door.single(port, sound(), Packing.PLAIN).status()).isEqualTo(200);
            Hold.during(Duration.ofSeconds(3)); // so that what is wrong with Redis and with the record is told
            fleet.redis().launch();
            fleet.stop(List.of("all"));

            List<JsonObject> lines = all.process()
                    .said()
                    .lines()
                    .filter(line -> !ServeProcess.READY.matcher(line).matches())
                    .map(ServeLogIT::json)
                    .toList();
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.getLong("timestamp")).isPositive();
                assertThat(line.getString("level")).isNotEmpty();
                assertThat(line.getString("formattedMessage")).isNotEmpty();
            });
            assertThat(lines).anyMatch(line -> line.getString("level").equals("WARN"));
            assertThat(all.process().said())
                    .doesNotContain(CANARY, "jndi", "\u001b", Fleet.WRITE_KEY, Fleet.READ_TOKEN);
        }
    }

    private static JsonObject json(String line) {
        try {
            return new JsonObject(line);
        } catch (DecodeException unsound) {
            throw new AssertionError("no JSON: " + line, unsound);
        }
    }

    private static Item sound() {
        Item item = Item.sound(new ShopTraffic(new Random(), InstantSource.system()));
        JsonObject event = item.event().put("userId", CANARY).put("context", new JsonObject().put("email", CANARY));
        return new Item(item.id(), event.encode(), null);
    }

    private static Item malformed() {
        return new Item(
                CANARY,
                sound().event().put("type", CANARY).put("messageId", CANARY).encode(),
                "unknown_type");
    }

    /** What no edge of ours would write. */
    private static void appendUnreadable(Fleet fleet) throws Exception {
        byte[] bytes = ("{\"v\":1,\"event\":{\"" + CANARY).getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", fleet.broker().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("ecompulse.events", bytes, bytes);
            record.headers().add("id", bytes);
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }
}
