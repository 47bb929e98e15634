package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.warehouse.SqlAnswer.Refused;
import io.ecompulse.warehouse.SqlAnswer.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlQueriesTest {
    private static final int ROWS_MAX = 10;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final ScheduledExecutorService ALARMS = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    static Path temp;

    private static DuckDbWarehouse warehouse;
    private static LakeFixture lake;
    private static SqlQueries queries;

    @BeforeAll
    static void loadTwoEvents() throws Exception {
        lake = new LakeFixture(temp);
        warehouse = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), new ManualClock(NOON));
        warehouse.prepare();
        warehouse.load(WarehouseContract.beginning(lake.commit(0, track(0, "a"), track(1, "b"))));
        queries = queries(1 << 20);
    }

    private static SqlQueries queries(long bytes) {
        return new SqlQueries(
                warehouse.database(),
                new WarehouseConfig.Sql(ROWS_MAX, bytes, TIMEOUT, 1, 1),
                SqlQueriesTest::alarmAfter);
    }

    @AfterAll
    static void close() throws Exception {
        ALARMS.shutdownNow();
        warehouse.close();
    }

    @Test
    void answersColumnsAndRows() {
        assertThat(queries.run("select event_name, count(*) as n from events group by 1"))
                .isEqualTo(new Rows(List.of("event_name", "n"), List.of(List.of("Product Viewed", 2L)), true));
    }

    @Test
    void answersValuesThatJsonKnows() {
        SqlAnswer answer = queries.run(
                "select null, true, 1, sum(kafka_offset), 1.50, 'nan'::double, max(received_ts), [1, 2] from events");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Rows.class,
                        rows -> assertThat(rows.rows())
                                .containsExactly(Arrays.asList(
                                        null,
                                        true,
                                        1,
                                        java.math.BigInteger.ONE,
                                        new java.math.BigDecimal("1.50"),
                                        "NaN",
                                        "2026-11-23 12:00:00.0",
                                        "[1, 2]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "describe events",
                "show tables",
                "with x as (select 1) select * from x",
                "from events",
                "values (1)",
                "select 1;",
                "summarize events",
                " -- a remark\nselect ';'"
            })
    void runsWhatReads(String sql) {
        assertThat(queries.run(sql)).isInstanceOf(Rows.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into events select * from events",
                "delete from events",
                "drop table events",
                "create table x (a int)",
                "create temp table x as select 1",
                "update load_watermarks set position = 0",
                "copy events to 'out.parquet'",
                "attach 'other.duckdb'",
                "set threads = 1",
                "pragma database_size",
                "call pragma_version()",
                "explain select 1",
                "install httpfs",
                "load httpfs",
                "checkpoint",
                "commit",
                "select 1; drop table events",
                "select 1; commit; drop table events",
                "with x as (delete from events returning *) select * from x",
                "select * from query('drop table events')",
                "select * from read_text('/etc/hostname')",
                "select * from read_csv('/etc/passwd')",
                "select * from glob('/etc/*')",
                "select * from '/etc/passwd'",
                "select nextval('nothing')",
                "selec 1",
                "select nothing from events",
                "select ?",
                ""
            })
    void refusesWhatWritesOrLeavesTheWarehouseOrIsNoSql(String sql) {
        assertThat(queries.run(sql))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.why()).isNotBlank().doesNotContain("\n"));

        assertThat(Tables.column(warehouse.database(), "SELECT count(*) FROM events"))
                .containsExactly("2");
    }

    @Test
    void refusesTwoStatements() {
        assertThat(queries.run("select 1; select 2")).isEqualTo(new Refused("one statement at a time"));
    }

    @Test
    void readsNoFileOutsideTheLake() throws Exception {
        Path outside = Files.writeString(temp.resolve("outside.csv"), "a\n1\n");
        String inside = lake.store().location("") + "/events/**/*.parquet";

        assertThat(queries.run("select * from '" + outside + "'")).isInstanceOf(Refused.class);
        assertThat(queries.run("select * from '" + lake.store().location("") + "/../outside.csv'"))
                .isInstanceOf(Refused.class);
        assertThat(queries.run("select count(*) from read_parquet('" + inside + "')"))
                .isInstanceOf(Rows.class);
    }

    @Test
    void stopsAtTheLimitOfRowsAndSaysSo() {
        assertThat(queries.run("select * from range(" + ROWS_MAX + ")")).isInstanceOfSatisfying(Rows.class, rows -> {
            assertThat(rows.rows()).hasSize(ROWS_MAX);
            assertThat(rows.complete()).isTrue();
        });
        assertThat(queries.run("select * from range(" + (ROWS_MAX + 1) + ")"))
                .isInstanceOfSatisfying(Rows.class, rows -> {
                    assertThat(rows.rows()).hasSize(ROWS_MAX);
                    assertThat(rows.complete()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x', null, true, -1.50, 'nan'::double, 1e300::double, 1::tinyint, 123456789012345678901::hugeint",
                "'\"' || chr(92) || chr(10) || chr(1), 'Größe €', '😀', [1, 2], ''",
                "repeat('x', 20000)"
            })
    void stopsAtTheLimitOfBytesOfItsJsonAndSaysSo(String values) throws Exception {
        String sql = "select " + values + " from range(3)";
        String json = new ObjectMapper().writeValueAsString(((Rows) queries.run(sql)).rows());
        int limit = json.getBytes(UTF_8).length - 1; // Three rows have two commas, three are counted, and two brackets.

        assertThat(queries(limit).run(sql)).isInstanceOfSatisfying(Rows.class, rows -> {
            assertThat(rows.rows()).hasSize(3);
            assertThat(rows.complete()).isTrue();
        });
        assertThat(queries(limit - 1).run(sql)).isInstanceOfSatisfying(Rows.class, rows -> {
            assertThat(rows.rows()).hasSize(2);
            assertThat(rows.complete()).isFalse();
        });
    }

    private static Runnable alarmAfter(Runnable task) {
        ScheduledFuture<?> alarm = ALARMS.schedule(task, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return () -> alarm.cancel(false);
    }

    @Test
    void stopsAQueryThatTakesTooLong() {
        Refused tooLong = new Refused("the query took longer than 500 ms");

        assertThat(queries.run("select count(*) from range(1000000000000)")).isEqualTo(tooLong);
        assertThat(queries.run("select * from range(1000000000000) where range % 900000000000 = 7"))
                .isEqualTo(tooLong);
        assertThat(queries.run("select 1")).isInstanceOf(Rows.class);
    }
}
