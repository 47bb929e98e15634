package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A master, its replica and a Sentinel. */
class RedisSentinelIT extends DeployedAggregate {
    private Servers servers;

    @Override
    RedisBench bench(Path folder) {
        servers = new Servers(folder);
        return new RedisBench(
                servers, "redis+sentinel://127.0.0.1:" + servers.sentinel.port() + "?master=shop");
    }

    @Test
    void countsExactlyWhenTheMasterDiesAndItsReplicaTakesOver() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 1_000));
        awaitAllSettled();

        servers.master.close();
        journal.receive(sales(1_000, 1_000));
        await().atMost(Duration.ofSeconds(60)).until(() -> journal.settled() == journal.size());

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            BucketTotals totals = bench.settled(() -> reads.totals("dev", Span.ALL)).result();
            assertThat(totals.events()).isEqualTo(2_000);
            assertThat(totals.orders()).isEqualTo(500);
            assertThat(totals.revenue()).isEqualTo(Map.of("EUR", 55_000L));
            assertThat(totals.partial()).isFalse();
        });
        bench.await(aggregate::close);
    }

    private static final class Servers implements AutoCloseable {
        private final RedisNode master;
        private final RedisNode replica;
        private final RedisNode sentinel;

        Servers(Path folder) {
            Path binary = RedisNode.installed().orElseGet(() -> RedisNode.embedded(folder));
            master = RedisNode.server(binary, folder);
            replica = RedisNode.server(
                    binary, folder, "replicaof 127.0.0.1 " + master.port(), "repl-diskless-sync-delay 0");
            sentinel = new RedisNode(
                    binary,
                    folder,
                    RedisNode.freePort(),
                    List.of(
                            "sentinel monitor shop 127.0.0.1 " + master.port() + " 1",
                            "sentinel down-after-milliseconds shop 1000",
                            "sentinel failover-timeout shop 5000"));
        }

        @Override
        public void close() {
            sentinel.close();
            replica.close();
            master.close();
        }
    }
}
