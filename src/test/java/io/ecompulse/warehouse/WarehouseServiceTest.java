package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.config.Settings;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.ecompulse.warehouse.SqlAnswer.Refused;
import io.ecompulse.warehouse.SqlAnswer.Rows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarehouseServiceTest {
    @TempDir
    Path temp;

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private LakeFixture lake;
    private WarehouseService service;

    @BeforeEach
    void deploy() throws Exception {
        lake = new LakeFixture(temp);
        lake.commit(0, track(0, "a"));
        service = done(WarehouseService.deploy(setup("1h", "2")));
    }

    @AfterEach
    void close() throws Exception {
        done(service.close());
        done(vertx.close());
    }

    private WarehouseSetup setup(String every, String waiting) {
        Settings settings = new Settings(
                Map.of(
                        "warehouse.duckdb.dir",
                        temp.resolve("warehouse").toString(),
                        "warehouse.duckdb.memory",
                        "256MiB",
                        "warehouse.sql.timeout",
                        "300ms",
                        "warehouse.sql.concurrent",
                        "1",
                        "warehouse.sql.waiting",
                        waiting,
                        "warehouse.load.every",
                        every),
                Map.of(),
                Map.of());
        StageMeters meters = new StageMeters(new SimpleMeterRegistry(), Stage.WAREHOUSE);
        return new WarehouseSetup(
                vertx, WarehouseConfig.from(settings), lake.store(), meters, health, new ManualClock(NOON));
    }

    @Test
    void loadsWhatIsThereAtStartAndWhatItIsWokenFor() throws Exception {
        await().until(() -> loaded() == 1);
        lake.commit(0, track(1, "b"));
        assertThat(loaded()).isEqualTo(1);

        service.wake();

        await().until(() -> loaded() == 2);
        assertThat(health.findings().get("warehouse").problem()).isNull();
    }

    @Test
    void answersQueriesAndRefusesMoreThanMayWait() throws Exception {
        String slow = "select count(*) from range(1000000000000)";
        List<Future<SqlAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(service.query(slow, Function.identity()));
        }

        assertThat(done(answers.get(2))).isEqualTo(new Refused("too many queries at once, try again"));
        assertThat(done(answers.get(0))).isEqualTo(new Refused("the query took longer than 300 ms"));
        assertThat(done(answers.get(1))).isInstanceOf(Refused.class);
        assertThat(done(service.query("select 1", Function.identity()))).isInstanceOf(Rows.class);
    }

    @Test
    void formsTheAnswerOnTheWorkerThatAskedTheDatabase() throws Exception {
        String thread = done(onLoop(
                () -> service.query("select 1", answer -> Thread.currentThread().getName())));

        assertThat(thread).startsWith("ecompulse-warehouse-sql");
    }

    @Test
    void aFormThatThrowsFailsTheAnswerAndFreesItsPlace() throws Exception {
        for (int i = 0; i < 3; i++) {
            Future<Object> failed = service.query("select 1", answer -> {
                throw new IllegalArgumentException("no form");
            });
            assertThatThrownBy(() -> done(failed)).hasRootCauseMessage("no form");
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        vertx.runOnContext(go -> question.get().onComplete(answer));
        return answer.future();
    }

    private long loaded() throws Exception {
        return done(service.status()).stream().mapToLong(Watermark::rows).sum();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
