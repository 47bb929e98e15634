package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.tls.TestCertificate;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis by TLS and as a user who may do no more than the settings say is needed. */
class RedisTlsIT extends DeployedAggregate {
    private static final String USER =
            "user counter on >secret ~* -@all +@read +@write +@scripting +@connection +config|get";

    @TempDir
    private static Path certificates;

    private static TestCertificate server;
    private static TestCertificate stranger;
    private int port;

    @BeforeAll
    static void make() {
        server = TestCertificate.sound(certificates, "redis");
        stranger = TestCertificate.sound(certificates, "stranger");
    }

    @Override
    RedisBench bench(Path folder) {
        port = RedisNode.freePort();
        RedisNode node = new RedisNode(
                RedisNode.embedded(folder),
                folder,
                RedisNode.freePort(),
                List.of(
                        "save \"\"",
                        "tls-port " + port,
                        "tls-cert-file " + server.certificate(),
                        "tls-key-file " + server.key(),
                        "tls-auth-clients no",
                        "user default off",
                        USER));
        return new RedisBench(node, url("counter", "secret"), "redis.tls.ca=" + server.certificate());
    }

    private String url(String user, String password) {
        return "rediss://" + user + ":" + password + "@127.0.0.1:" + port;
    }

    @Test
    void countsByTlsAsAUserOfItsOwn() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 100));
        awaitAllSettled();

        assertThat(totals(Span.ALL).events()).isEqualTo(100);
        assertThat(totals(Span.ALL).revenue()).isEqualTo(Map.of("EUR", 2_750L));
        bench.await(aggregate::close);
    }

    @Test
    void refusesAServerWhoseCertificateIsNotTrustedAndSaysSo() {
        assertThat(problem("redis.tls.ca=" + stranger.certificate()))
                .startsWith("the certificate that the server shows is not trusted (redis.tls.ca): ");
    }

    @Test
    void saysWhenThePasswordIsWrong() {
        assertThat(problem("redis.url=" + url("counter", "guess"))).startsWith("WRONGPASS");
    }

    private String problem(String setting) {
        RedisLink link = new RedisLink(bench.vertx(), bench.config(setting), System::nanoTime);
        Future<Response> answer = bench.settled(() -> link.send(Request.cmd(Command.PING)));
        assertThat(answer.failed()).isTrue();
        String problem = link.problem();
        bench.await(link::close);
        return problem;
    }
}
