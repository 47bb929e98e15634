package io.ecompulse.edge.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The user agents of programs that are known by name: the list {@code crawler-user-agents}, as its makers publish it (see
 * {@code docs/decisions/bots-by-a-list.md}), compiled once. Immutable.
 */
final class BotList {
    private static final String FILE = "crawler-user-agents.json";
    /** People's phones: a build of Android 15 that many makers ship, and the browser inside an app. */
    static final Set<String> PEOPLE = Set.of("AP3A\\.240617\\.008", "MetaIAB Facebook");
    /** What those who are on no list say of themselves: what they are, and where to read about it. */
    private static final WordIndex DECLARED = new WordIndex(List.of("bot", "crawl", "spider", "+http"));

    private static final int BOT = 0;
    private static final int ADDRESS = 3;

    private final WordIndex index;
    private final BotPattern[] patterns;
    private final BotReason[] reasons;

    private BotList(List<BotPattern> patterns, List<BotReason> reasons) {
        this.index = new WordIndex(patterns.stream().map(BotPattern::word).toList());
        this.patterns = patterns.toArray(BotPattern[]::new);
        this.reasons = reasons.toArray(BotReason[]::new);
    }

    /** Reads the list that the program brings along. Blocking. */
    static BotList read() {
        try (InputStream file = Objects.requireNonNull(BotList.class.getResourceAsStream(FILE), FILE)) {
            return read(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static BotList read(InputStream file) throws IOException {
        List<BotPattern> patterns = new ArrayList<>();
        List<BotReason> reasons = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Entry entry = Entry.read(json);
                if (!PEOPLE.contains(entry.pattern())) {
                    for (BotPattern alternative : BotPattern.of(entry.pattern())) {
                        patterns.add(alternative);
                        reasons.add(entry.reason());
                    }
                }
            }
        }
        return new BotList(patterns, reasons);
    }

    /** Null for a person's. The first that the list names wins, but a library only where nothing else does. */
    @Nullable
    BotReason reasonOf(String agent) {
        Search search = new Search(agent);
        index.in(agent, search);
        if (search.named >= 0) {
            return reasons[search.named];
        }
        return isDeclared(agent.toLowerCase(Locale.ROOT), search.isLibrary)
                ? BotReason.DECLARED
                : search.isLibrary ? BotReason.HTTP_CLIENT : null;
    }

    private static boolean isDeclared(String agent, boolean isLibrary) {
        boolean[] declared = new boolean[1];
        DECLARED.in(
                agent,
                (word, at) -> declared[0] |= switch (word) {
                    case BOT -> isBot(agent, at);
                    case ADDRESS -> !isLibrary; // A library names its home page as well.
                    default -> true;
                });
        return declared[0];
    }

    /** The word itself, or the end of a name; one maker's phones end in the same letters. */
    private static boolean isBot(String agent, int at) {
        int after = at + "bot".length();
        return !agent.startsWith("cu", at - 2)
                && (after == agent.length() || !Character.isLetterOrDigit(agent.charAt(after)));
    }

    private final class Search implements WordIndex.Found {
        private final String agent;
        private int named = -1;
        private boolean isLibrary;

        Search(String agent) {
            this.agent = agent;
        }

        @Override
        public void word(int i, int at) {
            boolean library = reasons[i] == BotReason.HTTP_CLIENT;
            boolean tellsMore = library ? !isLibrary : named < 0 || i < named;
            Pattern whole = patterns[i].whole();
            if (tellsMore && (whole == null || whole.matcher(agent).find())) {
                isLibrary |= library;
                named = library ? named : i;
            }
        }
    }

    private record Entry(String pattern, BotReason reason) {
        /** Reads to the end of the object whose start was read. */
        static Entry read(JsonParser json) throws IOException {
            String pattern = "";
            BotReason reason = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("pattern")) {
                    pattern = json.getText();
                } else if (name.equals("tags")) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        reason = reason == null ? BotReason.listed(json.getText()) : reason;
                    }
                } else {
                    json.skipChildren();
                }
            }
            return new Entry(pattern, reason == null ? BotReason.CRAWLER : reason);
        }
    }
}
