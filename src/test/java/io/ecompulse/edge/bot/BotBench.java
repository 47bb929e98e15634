package io.ecompulse.edge.bot;

import io.ecompulse.edge.protocol.EventContext;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Slice;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What telling bots from persons costs: run its main from a test class path. */
final class BotBench {
    private static final int ROUNDS = 200_000;
    private static final String PERSON =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.%d.0"
                    + " Safari/537.36";

    private BotBench() {}

    public static void main(String[] args) throws MalformedJson {
        long began = cpu();
        BotCheck check = BotCheck.read(4_096);
        System.out.printf(Locale.ROOT, "reading the list: %.0f ms%n", (cpu() - began) / 1e6);
        BotList list = BotList.read();
        JsonFields event = event();
        EventContext none = new EventContext(event, null);
        Slice request = Slice.of(PERSON.formatted(0));
        for (int run = 0; run < 6; run++) {
            long cold = cpu();
            int bots = 0;
            for (int i = 0; i < ROUNDS; i++) {
                bots += list.reasonOf(PERSON.formatted(i)) == null ? 0 : 1;
            }
            long own = cpu();
            for (int i = 0; i < ROUNDS; i++) {
                bots += check.of(new EventContext(event, null), request, "segment") == null ? 0 : 1;
            }
            long warm = cpu();
            for (int i = 0; i < ROUNDS; i++) {
                bots += check.of(none, request, "segment") == null ? 0 : 1;
            }
            System.out.printf(
                    Locale.ROOT,
                    "cold %.2f us, warm with the event's context to open %.3f us, warm %.3f us (%d)%n",
                    (own - cold) / 1_000.0 / ROUNDS,
                    (warm - own) / 1_000.0 / ROUNDS,
                    (cpu() - warm) / 1_000.0 / ROUNDS,
                    bots);
        }
    }

    /** Of this thread, so that other programs do not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static JsonFields event() throws MalformedJson {
        String json = "{\"type\":\"page\",\"anonymousId\":\"a\",\"context\":{\"library\":{\"name\":\"analytics.js\","
                + "\"version\":\"4.1\"},\"sessionId\":1700000000,\"page\":{\"path\":\"/p/17\",\"url\":"
                + "\"https://shop.example/p/17\",\"title\":\"A thing\"},\"userAgent\":\"" + PERSON.formatted(0)
                + "\",\"locale\":\"de-DE\",\"screen\":{\"width\":1920,\"height\":1080}}}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonFields.of(bytes, 0, bytes.length);
    }
}
