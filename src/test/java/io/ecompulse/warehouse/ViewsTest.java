package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.CommitChain;
import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.View;
import io.ecompulse.warehouse.standin.RedshiftStandIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the views say of a small shop, worked out by hand. Ann comes by a campaign with a session of her client, views, adds, buys
 * two lines and gets part of it back; a month later she buys again. Bob has no session id and comes twice an hour apart.
 */
final class ViewsTest {
    private static final Instant LATER = NOON.plus(Duration.ofDays(31));

    @TempDir
    Path temp;

    private final List<JournalRecord> events = new ArrayList<>();
    private LakeFixture lake;
    private ChainSegment chain;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void loadTheShop() throws Exception {
        String ann = "\"anonymousId\":\"ann\",\"userId\":\"u1\",\"context\":{\"sessionId\":\"s1\",\"campaign\":"
                + "{\"source\":\"mail\",\"medium\":\"email\",\"name\":\"spring\"},\"page\":{\"path\":\"/tea\"}}";
        String tea = "{\"product_id\":\"tea\",\"name\":\"Tea\",\"price\":5,\"quantity\":2,\"currency\":\"EUR\"}";
        String cup = "{\"product_id\":\"cup\",\"name\":\"Cup\",\"price\":7,\"currency\":\"EUR\"}";
        String order =
                "{\"order_id\":\"o1\",\"revenue\":17,\"currency\":\"EUR\",\"products\":[" + tea + "," + cup + "]}";
        add(0, "page", "Tea", ann, "{}");
        add(10, "track", "Product Viewed", ann, tea);
        add(20, "track", "Product Added", ann, tea);
        add(30, "track", "Checkout Started", ann, "{}");
        add(60, "track", "Order Completed", ann, order);
        add(61, "track", "Order Completed", ann, order); // The thank-you page was loaded again.
        add(
                300,
                "track",
                "Order Refunded",
                "\"userId\":\"u1\"",
                "{\"order_id\":\"o1\",\"total\":5,\"currency\":\"EUR\"}");
        add(0, "track", "Product Viewed", "\"anonymousId\":\"bob\"", cup);
        add(1800, "track", "Product Viewed", "\"anonymousId\":\"bob\"", cup);
        add(3601, "track", "Product Viewed", "\"anonymousId\":\"bob\"", cup);
        add(
                Duration.between(NOON, LATER).toSeconds(),
                "track",
                "Order Completed",
                "\"anonymousId\":\"ann\",\"userId\":\"u1\"",
                "{\"order_id\":\"o2\",\"revenue\":3.5,\"currency\":\"USD\",\"products\":[{\"product_id\":\"cup\",\"price\":3.5}]}");
        lake = new LakeFixture(temp);
        lake.commit(0, events.toArray(JournalRecord[]::new)); // A window for each hour.
        chain = Objects.requireNonNull(new ChainWalk(new ReadableChain(lake.store()), 1_000)
                .segment(new CommitChain.Partition(TOPIC, 0), OptionalLong.empty(), 100));
        warehouse = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), new ManualClock(NOON));
        warehouse.prepare();
        warehouse.load(chain);
    }

    private void add(long second, String type, String name, String who, String properties) {
        Instant at = NOON.plusSeconds(second);
        String called = type.equals("track") ? "\"event\":\"" + name + "\"" : "\"name\":\"" + name + "\"";
        events.add(event(
                events.size(),
                "{\"type\":\"" + type + "\"," + called + ",\"messageId\":\"e" + events.size() + "\",\"timestamp\":\""
                        + at + "\"," + who + ",\"properties\":" + properties + "}",
                at));
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    private static final Map<View, String> QUESTIONS = Map.of(
            View.ORDERS,
            "SELECT order_id, ordered_at, customer_id, currency, revenue_minor, lines, units, refunds, refunded_minor,"
                    + " cancelled FROM %sorders ORDER BY order_id",
            View.SESSIONS,
            "SELECT visitor_id, session_key, started_at, seconds, events, pages, products_viewed, products_added,"
                    + " orders, currency, revenue_minor, entry_page, utm_campaign FROM %ssessions ORDER BY 1, 3",
            View.DAILY_KPIS,
            "SELECT day, currency, events, pages, visitors, sessions, orders, units, revenue_minor FROM %sdaily_kpis"
                    + " ORDER BY day, COALESCE(currency, '')",
            View.FUNNEL_DAILY,
            "SELECT day, product_viewed, product_added, checkout_started, order_completed FROM %sfunnel_daily ORDER BY"
                    + " day",
            View.PRODUCT_PERFORMANCE,
            "SELECT day, product, currency, product_name, views, adds, order_lines, units, revenue_minor FROM"
                    + " %sproduct_performance ORDER BY day, product, currency",
            View.CAMPAIGN_PERFORMANCE,
            "SELECT day, utm_campaign, currency, sessions, visitors, sessions_with_order, orders, revenue_minor FROM"
                    + " %scampaign_performance ORDER BY day, utm_campaign, COALESCE(currency, '')",
            View.CUSTOMER_RETENTION,
            "SELECT cohort, months_later, cohort_customers, customers FROM %scustomer_retention ORDER BY cohort,"
                    + " months_later");

    private static final Map<View, List<String>> GOLDEN = Map.of(
            View.ORDERS,
            List.of("o1|2026-11-23 12:01:00|u1|EUR|1700|2|3|1|500|0", "o2|2026-12-24 12:00:00|u1|USD|350|1|1|0|0|0"),
            View.SESSIONS,
            List.of(
                    "ann|s1|2026-11-23 12:00:00|61|6|1|1|1|1|EUR|1700|/tea|spring",
                    "ann|ann#1|2026-12-24 12:00:00|0|1|0|0|0|1|USD|350|-|-",
                    "bob|bob#1|2026-11-23 12:00:00|1800|2|0|2|0|0|-|0|-|-",
                    "bob|bob#2|2026-11-23 13:00:01|0|1|0|1|0|0|-|0|-|-",
                    "u1|u1#1|2026-11-23 12:05:00|0|1|0|0|0|0|-|0|-|-"),
            View.DAILY_KPIS,
            List.of(
                    "2026-11-23|-|10|1|3|4|0|0|0",
                    "2026-11-23|EUR|0|0|0|0|1|3|1700",
                    "2026-12-24|-|1|0|1|1|0|0|0",
                    "2026-12-24|USD|0|0|0|0|1|1|350"),
            View.FUNNEL_DAILY,
            List.of("2026-11-23|2|1|1|1", "2026-12-24|0|0|0|1"),
            View.PRODUCT_PERFORMANCE,
            List.of(
                    "2026-11-23|cup|EUR|Cup|3|0|1|1|700",
                    "2026-11-23|tea|EUR|Tea|1|1|1|2|1000",
                    "2026-12-24|cup|USD|-|0|0|1|1|350"),
            View.CAMPAIGN_PERFORMANCE,
            List.of(
                    "2026-11-23|(none)|-|3|2|0|0|0",
                    "2026-11-23|spring|EUR|1|1|1|1|1700",
                    "2026-12-24|(none)|USD|1|1|1|1|350"),
            View.CUSTOMER_RETENTION,
            List.of("2026-11-01|0|1|1", "2026-11-01|1|1|1"));

    @Test
    void everyViewAnswersOnDuckDb() {
        for (View view : View.values()) {
            assertThat(Tables.column(warehouse.database(), joined(view, "")))
                    .as(view.title())
                    .isEqualTo(GOLDEN.get(view));
        }
    }

    @Test
    void everyViewIsTakenByRedshiftWithLateBindingAndAnswersTheSame() throws Exception {
        try (RedshiftStandIn cluster = RedshiftStandIn.start(temp, new S3Folder(lake.store()))) {
            WarehouseConfig.Redshift config = RedshiftWarehouseTest.config(cluster.url());
            RedshiftWarehouse redshift =
                    RedshiftWarehouse.open(config, new S3Folder(lake.store()), new ManualClock(NOON));
            redshift.prepare();
            redshift.load(chain);
            redshift.close();
            try (Connection connection = DriverManager.getConnection(cluster.url(), config.user(), config.password());
                    Statement sql = connection.createStatement()) {
                for (View view : View.values()) {
                    sql.execute(Ddl.REDSHIFT.create(view, "ecompulse"));
                }
            }
            for (View view : View.values()) {
                assertThat(cluster.column(joined(view, "ecompulse.")))
                        .as(view.title())
                        .isEqualTo(GOLDEN.get(view));
            }
        }
    }

    /** The question's columns as one text. */
    private static String joined(View view, String schema) {
        String question = QUESTIONS.get(view).formatted(schema);
        String columns = question.substring("SELECT ".length(), question.indexOf(" FROM "));
        String row = List.of(columns.split(", ")).stream()
                .map(column -> "COALESCE(CAST(" + column + " AS VARCHAR), '-')")
                .collect(Collectors.joining(" || '|' || "));
        return "SELECT " + row + " FROM (" + question + ") AS answer";
    }
}
