package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.Source;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Call;
import io.ecompulse.edge.protocol.Opened;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** I10: whatever an event looks like, and whatever becomes of it, nothing that is taken from it reaches the journal. */
class PrivacyPropertyTest {
    /** Each of the four canaries stands under one of these, and anywhere else besides. */
    private static final List<String> IDS = List.of("anonymousId", "userId", "previousId", "deviceId");

    private static final List<String> SNOWPLOW_IDS = List.of("duid", "uid", "nuid", "tnuid");
    private static final List<String> OTHER_IDS = List.of("user_id", "$distinct_id", "email", "deviceId", "sessionId");
    private static final List<String> PLACES = List.of("properties", "context", "traits", "integrations", "unheardOf");
    private static final List<Dialect> DIALECTS =
            List.of(Dialect.SEGMENT, Dialect.BEACON, Dialect.JITSU, Dialect.POSTHOG, Dialect.SNOWPLOW);
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
    private static final String ADDRESS = "203.0.113.97";
    private static final BotCheck BOTS = BotCheck.read(16);
    private static final EdgeConfig CONFIG =
            TestEdge.config(Map.of("edge.event.bytes.max", "3000", "edge.event.depth.max", "12"));

    @Property(tries = 200)
    void nothingThatIsTakenReachesTheJournal(@ForAll Random random, @ForAll @IntRange(max = 4) int language) {
        Treatment treatment = List.of(Treatment.STRIP_IDS, Treatment.STRIP_IP, Treatment.STRIP_IDS_AND_IP)
                .get(random.nextInt(3));
        boolean byConsent = random.nextInt(4) == 0;
        FakeJournal journal = new FakeJournal();

        send(journal, DIALECTS.get(language), body(random, DIALECTS.get(language)), origin(treatment, byConsent));

        for (JournalTopic topic : JournalTopic.values()) {
            for (JournalEntry entry : journal.entries(topic)) {
                assertThat(text(entry)).as(topic.name()).doesNotContain(taken(treatment));
            }
        }
        // What is not to be taken is not: else an edge that stores nothing would pass.
        assertThat(journal.entries(JournalTopic.EVENTS).size()
                        + journal.entries(JournalTopic.FAILED).size())
                .isPositive();
    }

    private static String[] taken(Treatment treatment) {
        Stream<String> ids = treatment.stripsIds() ? Stream.of("canary-") : Stream.empty();
        Stream<String> addresses = treatment.stripsIp() ? Stream.of(ADDRESS, "198.51.100.42") : Stream.empty();
        return Stream.concat(ids, addresses).toArray(String[]::new);
    }

    /** All bytes of a record, escapes resolved. */
    private static String text(JournalEntry entry) {
        StringBuilder all = new StringBuilder(new String(entry.value(), StandardCharsets.UTF_8));
        all.append('\n').append(new String(entry.key(), StandardCharsets.UTF_8));
        entry.headers().forEach(header -> all.append('\n').append(new String(header.value(), StandardCharsets.UTF_8)));
        return ESCAPE.matcher(all).replaceAll(PrivacyPropertyTest::character);
    }

    private static String character(MatchResult escape) {
        return java.util.regex.Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16)));
    }

    private static Intake.Origin origin(Treatment treatment, boolean byConsent) {
        Consent consent = new Consent(Set.of("Analytics"), treatment, treatment);
        PrivacyPolicy policy = new PrivacyPolicy(
                byConsent ? Treatment.ALLOW : treatment,
                Treatment.ALLOW,
                Treatment.ALLOW,
                byConsent ? consent : Consent.NOT_ASKED);
        Source source =
                new Source("dev", "dev", true, List.of("k"), List.of(), IpPolicy.KEEP, true, Set.of("*"), null, policy);
        Signals signals = new Signals(true, false, false, Treatment.ALLOW, IpPolicy.KEEP);
        CookieOffer cookie = new CookieOffer("dev", CookieEdge.YEAR, "canary-5-visitor", false);
        return new Intake.Origin(source, new Sender(ADDRESS, "agent", null, signals), "any", cookie);
    }

    private static void send(FakeJournal journal, Dialect dialect, byte[] body, Intake.Origin origin) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EdgeServices services = new EdgeServices(
                TestEdge::sources,
                () -> SuppressedSubjects.NONE,
                journal,
                registry,
                new Health(),
                InstantSource.fixed(TestEdge.NOW),
                () -> 0,
                new Random(3),
                "test");
        Intake intake = new Intake(CONFIG, services, new EdgeMeters(registry, () -> 0, () -> 0, () -> 0), BOTS, null);
        Opened opened = dialect.protocol(CONFIG.events()).open(body, Call.BATCH);
        ByteBudget.Share share = new ByteBudget(64 * 1024 * 1024).share();
        if (opened instanceof Batch batch) {
            intake.take(batch, origin, share);
        } else {
            intake.keep(body, (Refusal) opened, origin, share);
        }
    }

    private static byte[] body(Random random, Dialect dialect) {
        JsonArray events = new JsonArray();
        for (int i = 0; i <= random.nextInt(3); i++) {
            events.add(dialect == Dialect.SNOWPLOW ? snowplow(random) : event(random));
        }
        JsonObject body = new JsonObject();
        if (random.nextBoolean()) {
            body.put("context", tree(random, 2));
        }
        String json =
                body.put(dialect == Dialect.SNOWPLOW ? "data" : "batch", events).encode();
        if (random.nextBoolean()) {
            json = json.replace("canary-", "c\\u0061nary-"); // The same text, written in another way.
        }
        int cut = random.nextInt(6) == 0 ? random.nextInt(json.length()) + 1 : json.length();
        return json.substring(0, cut).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject event(Random random) {
        JsonObject event =
                tree(random, 0).put("messageId", random.nextInt(5) == 0 ? canary(random) : "m-" + random.nextLong());
        canaries(event, IDS);
        if (random.nextInt(8) > 0) {
            event.put("type", random.nextBoolean() ? "track" : "identify");
        }
        if (random.nextInt(4) > 0) {
            event.put("event", "Cart Viewed"); // Else a track call is rejected.
        }
        if (random.nextInt(10) == 0) {
            event.put("pad", "x".repeat(4_000)); // Too large.
        }
        return event;
    }

    private static JsonObject snowplow(Random random) {
        JsonObject event = new JsonObject()
                .put("e", random.nextInt(4) == 0 ? "se" : "pv")
                .put("eid", "e-" + random.nextLong())
                .put("ip", "198.51.100.42")
                .put("url", "https://shop.example/?v=canary-" + random.nextInt(4) + "-visitor&ip=" + ADDRESS);
        canaries(event, SNOWPLOW_IDS);
        String context = new JsonObject()
                .put(
                        "data",
                        new JsonArray().add(new JsonObject().put("schema", "s").put("data", tree(random, 2))))
                .encode();
        return random.nextBoolean()
                ? event.put("co", context)
                : event.put(
                        "cx",
                        java.util.Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(context.getBytes(StandardCharsets.UTF_8)));
    }

    /** Members under all kinds of names, with ids in them and ids repeated, and addresses. */
    private static JsonObject tree(Random random, int depth) {
        JsonObject tree = new JsonObject().put("kept-" + random.nextInt(9), random.nextInt());
        OTHER_IDS.forEach(id -> tree.put(id, canary(random)));
        for (int i = 0; i < random.nextInt(4); i++) {
            tree.put("repeats" + i, "before " + canary(random) + " behind");
            tree.put("list" + i, new JsonArray().add(canary(random)).add(1).add(ADDRESS));
        }
        tree.put(random.nextBoolean() ? "ip" : "client_ip", "198.51.100.42").put("peer", "[" + ADDRESS + "]");
        if (depth < 3) {
            tree.put(PLACES.get(random.nextInt(PLACES.size())), tree(random, depth + 1));
        }
        if (random.nextInt(3) == 0) {
            tree.put("in " + canary(random), true);
        }
        return tree;
    }

    private static void canaries(JsonObject event, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            event.put(names.get(i), "canary-" + i + "-visitor");
        }
    }

    private static String canary(Random random) {
        return "canary-" + random.nextInt(IDS.size()) + "-visitor";
    }
}
