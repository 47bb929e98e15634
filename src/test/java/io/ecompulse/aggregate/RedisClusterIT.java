package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A cluster of three, of the newest Redis that the machine has. */
class RedisClusterIT extends DeployedAggregate {
    private static final int SLOTS = 16_384;
    private static final String PARTITION = "{" + RedisBench.TOPIC + "-0}";

    private Nodes nodes;

    @Override
    RedisBench bench(Path folder) {
        nodes = new Nodes(folder);
        return new RedisBench(nodes, nodes.url());
    }

    @Test
    void countsExactlyWhileASlotMovesToAnotherNode() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 1_000));
        awaitAllSettled();
        int slot = nodes.send(0, "CLUSTER", "KEYSLOT", PARTITION).toInteger();
        int from = nodes.ownerOf(slot);
        int to = (from + 1) % 3;

        nodes.send(to, "CLUSTER", "SETSLOT", slot + "", "IMPORTING", nodes.id(from));
        nodes.send(from, "CLUSTER", "SETSLOT", slot + "", "MIGRATING", nodes.id(to));
        nodes.migrate(slot, from, to, 5);
        journal.receive(sales(1_000, 1_000)); // Half of the keys are here, half there: every script is turned away.
        await().until(() -> journal.failures() > 0);
        nodes.migrate(slot, from, to, 10_000);
        for (int node = 0; node < 3; node++) {
            nodes.send(node, "CLUSTER", "SETSLOT", slot + "", "NODE", nodes.id(to));
        }
        awaitAllSettled();

        assertThat(nodes.ownerOf(slot)).isEqualTo(to);
        assertThat(totals(Span.ALL).events()).isEqualTo(2_000);
        assertThat(totals(Span.ALL).orders()).isEqualTo(500);
        assertThat(totals(Span.ALL).revenue()).isEqualTo(Map.of("EUR", 55_000L));
        assertThat(totals(new Span(now, now.plusMillis(1))).visitors()).isEqualTo(7);
        assertThat(bench.await(() -> reads.top(Selection.of("dev"), TopKind.PAGES, Span.ALL, 3))
                        .partial())
                .isFalse();
        bench.await(aggregate::close);
    }

    @Test
    void refusesAClusterInWhichOneNodeMayEvict() {
        nodes.send(2, "CONFIG", "SET", "maxmemory", "100mb");
        nodes.send(2, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        assertThat(bench.settled(bench.link()::connect).cause())
                .isInstanceOf(RedisRefused.class)
                .hasMessageContaining("allkeys-lru");
    }

    /** The servers and a way to talk to each alone. */
    private static final class Nodes implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final List<RedisNode> servers = new ArrayList<>();
        private final List<Redis> clients = new ArrayList<>();

        Nodes(Path folder) {
            Path binary = RedisNode.installed().orElseGet(() -> RedisNode.embedded(folder));
            for (int node = 0; node < 3; node++) {
                servers.add(RedisNode.server(
                        binary, folder, "cluster-enabled yes", "cluster-node-timeout 5000"));
                clients.add(Redis.createClient(vertx, servers.get(node).url()));
            }
            for (int node = 0; node < 3; node++) {
                send(node, "CLUSTER", "SET-CONFIG-EPOCH", node + 1 + "");
                send(node, slots(node));
                send(node, "CLUSTER", "MEET", "127.0.0.1", servers.get(0).port() + "");
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (int node = 0; node < 3; node++) {
                    assertThat(send(node, "CLUSTER", "INFO").toString())
                            .contains("cluster_state:ok")
                            .contains("cluster_known_nodes:3");
                }
            });
        }

        private static String[] slots(int node) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = node; slot < SLOTS; slot += 3) {
                command.add(slot + "");
            }
            return command.toArray(String[]::new);
        }

        String url() {
            return "redis+cluster://127.0.0.1:" + servers.get(0).port() + ",redis+cluster://127.0.0.1:"
                    + servers.get(1).port();
        }

        String id(int node) {
            return send(node, "CLUSTER", "MYID").toString();
        }

        int ownerOf(int slot) {
            for (Response range : send(0, "CLUSTER", "SLOTS")) {
                if (range.get(0).toInteger() <= slot && slot <= range.get(1).toInteger()) {
                    int port = range.get(2).get(1).toInteger();
                    for (int node = 0; node < 3; node++) {
                        if (servers.get(node).port() == port) {
                            return node;
                        }
                    }
                }
            }
            throw new AssertionError("slot " + slot + " belongs to no node");
        }

        /** Moves that many keys. */
        void migrate(int slot, int from, int to, int keys) {
            for (Response key : send(from, "CLUSTER", "GETKEYSINSLOT", slot + "", keys + "")) {
                send(from, "MIGRATE", "127.0.0.1", servers.get(to).port() + "", key.toString(), "0", "5000");
            }
        }

        Response send(int node, String... words) {
            Request request = Request.cmd(Command.create(words[0]));
            for (int i = 1; i < words.length; i++) {
                request.arg(words[i]);
            }
            try {
                return clients.get(node)
                        .send(request)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            } catch (Exception fault) {
                throw new AssertionError(String.join(" ", words), fault);
            }
        }

        @Override
        public void close() {
            clients.forEach(Redis::close);
            servers.forEach(RedisNode::close);
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }
}
