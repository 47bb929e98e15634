package io.ecompulse.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers of one journal that refuse, cut, nack, send away, and answer late and out of order, as the dice say. */
final class SimulatedServers implements Transport {
    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)");
    private static final Pattern ID = Pattern.compile("\"messageId\":\"(\\w+)\"");

    final List<String> journal = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final Set<URI> visited = new HashSet<>();
    final List<String> trace = new ArrayList<>();
    private final SimulatedLoop loop;
    private final Random random;
    boolean calm;

    SimulatedServers(SimulatedLoop loop, Random random) {
        this.loop = loop;
        this.random = random;
    }

    @Override
    public Connection open(URI server, Heard heard) {
        visited.add(server);
        Link link = new Link(heard);
        soon(() -> {
            if (happens(4)) {
                link.cut(1006);
            } else {
                heard.opened();
            }
        });
        return link;
    }

    private boolean happens(int oneIn) {
        return !calm && random.nextInt(oneIn) == 0;
    }

    private void soon(Runnable task) {
        loop.later(Duration.ofMillis(random.nextInt(400)), task);
    }

    private final class Link implements Connection {
        private final Heard heard;
        private final int creditEvents = 1 + random.nextInt(12);
        private final int creditBytes = 400 + random.nextInt(2_000);
        private final boolean reorders = random.nextBoolean();
        private final Map<Long, Integer> unanswered = new LinkedHashMap<>();
        private final Map<Long, Integer> bytes = new LinkedHashMap<>();
        private long lastSeq;
        private long lastAnswerAt;
        private boolean leaving;
        private boolean over;

        Link(Heard heard) {
            this.heard = heard;
        }

        @Override
        public void send(String text) {
            if (over) {
                return;
            }
            if (text.contains("\"hello\"")) {
                tell("{\"type\":\"welcome\",\"credit\":" + credit() + ",\"maxFrameBytes\":5000,\"heartbeatMs\":25000}");
            } else {
                batch(text);
            }
        }

        private void batch(String text) {
            Matcher number = SEQ.matcher(text);
            long seq = number.find() ? Long.parseLong(number.group(1)) : -1;
            List<String> ids = ID.matcher(text).results().map(id -> id.group(1)).toList();
            trace.add("batch " + seq + " " + ids);
            check(seq == ++lastSeq, "seq " + seq + " came instead of " + lastSeq);
            unanswered.put(seq, ids.size());
            bytes.put(seq, text.length());
            check(unanswered.size() == 1 || sum(unanswered) <= creditEvents, "too many events in flight");
            check(sum(bytes) <= creditBytes || unanswered.size() == 1, "too many bytes in flight");
            if (happens(12)) {
                cut(1006); // Before anything of it is kept.
            } else if (happens(8) || leaving) {
                answer(
                        seq,
                        "{\"type\":\"nack\",\"seq\":" + seq + ",\"reason\":\"overloaded\",\"detail\":\"\","
                                + "\"retryAfterMs\":" + random.nextInt(3_000) + "}");
            } else {
                append(seq, ids);
            }
            if (happens(25) && !over) {
                leaving = true;
                tell("{\"type\":\"goaway\",\"reason\":\"draining\",\"reconnectAfterMs\":" + random.nextInt(5_000)
                        + "}");
            }
        }

        private void append(long seq, List<String> ids) {
            StringBuilder results = new StringBuilder();
            for (int i = 0; i < ids.size(); i++) {
                if (journal.contains(ids.get(i)) && random.nextBoolean()) {
                    results.append(results.isEmpty() ? "" : ",")
                            .append("{\"index\":")
                            .append(i)
                            .append(",\"id\":\"")
                            .append(ids.get(i))
                            .append("\",\"outcome\":\"duplicate\"}");
                } else {
                    journal.add(ids.get(i)); // Its readers take the second one out.
                }
            }
            if (happens(12)) {
                cut(1006); // After it is kept, and before anyone hears of it.
            } else if (!happens(30)) { // Or the answer is never given.
                answer(
                        seq,
                        "{\"type\":\"ack\",\"seq\":" + seq + ",\"accepted\":1,\"duplicates\":0,\"rejected\":0,"
                                + "\"durability\":\"journal\",\"results\":[" + results + "],\"credit\":" + credit()
                                + "}");
            }
        }

        private void answer(long seq, String frame) {
            long delay = random.nextInt(800);
            if (!reorders) {
                lastAnswerAt = Math.max(lastAnswerAt, loop.elapsedMillis() + delay);
                delay = lastAnswerAt - loop.elapsedMillis();
            }
            loop.later(Duration.ofMillis(delay), () -> {
                if (!over) {
                    unanswered.remove(seq);
                    bytes.remove(seq);
                    tell(frame);
                }
            });
        }

        private String credit() {
            return "{\"events\":" + creditEvents + ",\"bytes\":" + creditBytes + "}";
        }

        private void tell(String frame) {
            if (!over) {
                trace.add("< " + frame);
                heard.message(frame);
            }
        }

        private void check(boolean right, String wrong) {
            if (!right) {
                violations.add(wrong);
            }
        }

        private void cut(int code) {
            if (!over) {
                over = true;
                trace.add("closed " + code);
                heard.closed(code);
            }
        }

        @Override
        public void close() {
            soon(() -> cut(1000));
        }

        @Override
        public void abort() {
            cut(1006);
        }
    }

    private static int sum(Map<Long, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }
}
