package io.ecompulse.insight;

import io.ecompulse.aggregate.Bots;
import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.Selection;
import io.ecompulse.aggregate.Span;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question's parameters as people wrote them; missing and empty are the same. What is wrong is gathered, so that every
 * parameter at fault is named at once.
 */
public final class Parameters {
    /** Checked by whoever asks, before there is a question. */
    private static final Set<String> ALWAYS = Set.of("source", "token");

    private final Map<String, String> given = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final @Nullable String source;
    private final Instant now;

    /**
     * @param source whose numbers are asked for; null for all
     * @param now what a range ends with that has no end
     */
    public Parameters(Iterable<Map.Entry<String, String>> pairs, @Nullable String source, Instant now) {
        this.source = source;
        this.now = now;
        for (Map.Entry<String, String> pair : pairs) {
            if (given.put(pair.getKey(), pair.getValue()) != null) {
                problems.add(pair.getKey() + " is given twice");
            }
        }
    }

    /** Refuses every other name: a misspelt parameter would change the answer in silence. */
    Parameters only(String... names) {
        List<String> known = Arrays.asList(names);
        given.keySet().stream()
                .filter(name -> !known.contains(name) && !ALWAYS.contains(name))
                .sorted()
                .forEach(name -> problems.add("there is no parameter " + name + " here: expected source, "
                        + String.join(", ", known)));
        return this;
    }

    @Nullable
    String text(String name) {
        String value = given.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    Selection selection() {
        return new Selection(source, choice("bots", Bots.values(), Bots::tag, Bots.INCLUDE));
    }

    Grain grain() {
        return choice("grain", Grain.values(), Grain::tag, Grain.MINUTE);
    }

    /** UTC when none is named. */
    ZoneId zone() {
        String name = text("tz");
        if (name == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            problems.add("tz is no time zone: expected a name such as Europe/Berlin");
            return ZoneOffset.UTC;
        }
    }

    /** From two parameters: both, only {@code from} (until now), or neither (all time). */
    Span span(ZoneId zone) {
        String from = text("from");
        String to = text("to");
        Instant start = moment("from", from, zone);
        Instant end = moment("to", to, zone);
        if (from == null) {
            if (to != null) {
                problem("to needs a from: give both, only from, or neither for all time");
            }
            return Span.ALL;
        }
        if (start == null || (to != null && end == null)) {
            return Span.ALL;
        }
        Instant until = end == null ? now : end;
        if (!start.isBefore(until)) {
            problem("from must lie before to" + (to == null ? ", which is now" : ""));
            return Span.ALL;
        }
        return new Span(start, until);
    }

    int count(String name, int standard, int max) {
        String text = text(name);
        if (text == null) {
            return standard;
        }
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= max) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as is a number out of bounds.
        }
        problem(name + " must be a whole number from 1 to " + max);
        return standard;
    }

    <T> T choice(String name, T[] values, Function<T, String> tag, T standard) {
        String text = text(name);
        for (T value : values) {
            if (tag.apply(value).equals(text)) {
                return value;
            }
        }
        if (text != null) {
            problem(name + " is unknown: expected one of "
                    + Arrays.stream(values).map(tag).collect(Collectors.joining(", ")));
        }
        return standard;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    boolean isRight() {
        return problems.isEmpty();
    }

    /** What was asked, unless something was wrong. */
    <T> Parsed<T> parsed(Supplier<T> question) {
        return isRight()
                ? new Parsed.Understood<>(question.get())
                : new Parsed.Refused<>(String.join("; ", problems));
    }

    private @Nullable Instant moment(String name, @Nullable String text, ZoneId zone) {
        if (text == null) {
            return null;
        }
        Instant moment = Moments.of(text, zone);
        if (moment == null) {
            problem(name + " is no time: expected ISO 8601 such as 2026-11-23T12:00:00Z, or a date");
        }
        return moment;
    }
}
