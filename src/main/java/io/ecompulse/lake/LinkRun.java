package io.ecompulse.lake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Consecutive links of one chain whose files belong to one hour, each table's to one version. */
record LinkRun(List<Marker> links) {
    private static final Pattern PLACE = Pattern.compile("(\\w+)/v=(\\d+)/date=([\\d-]{10})/hour=(\\d{2})/[^/]+");

    LinkRun {
        links = List.copyOf(links);
    }

    /** The hour that the folder of a link's files names; null when they name none, or several. */
    static @Nullable Instant hour(Marker link) {
        Instant hour = null;
        for (Marker.File file : link.files()) {
            Matcher place = PLACE.matcher(file.path());
            if (!place.matches()
                    || !place.group(1).equals(file.table())
                    || !place.group(2).equals(Integer.toString(file.version()))) {
                return null;
            }
            Instant its = Instant.parse(place.group(3) + "T" + place.group(4) + ":00:00Z");
            if (hour != null && !hour.equals(its)) {
                return null;
            }
            hour = its;
        }
        return hour;
    }

    /** The files of one table, in the order of the chain. */
    List<Marker.File> files(String table) {
        return files().filter(file -> file.table().equals(table)).toList();
    }

    Stream<Marker.File> files() {
        return links.stream().flatMap(link -> link.files().stream());
    }

    /** The tables of which there are files. */
    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (Table table : Tables.ALL) {
            files(table.name()).stream().limit(1).forEach(file -> tables.add(table.at(file.version())));
        }
        return tables;
    }

    /** There would be fewer files. */
    boolean isWorthIt() {
        return files().count() > tables().size();
    }

    String topic() {
        return links.get(0).topic();
    }

    int partition() {
        return links.get(0).partition();
    }

    long start() {
        return links.get(0).start();
    }

    long end() {
        return links.get(links.size() - 1).end();
    }

    /** The link that stands for all of them, with the sums of their counts. */
    CompactedRun compacted(List<Marker.File> files, String writer, Instant at) {
        long duplicates = 0;
        long conflicts = 0;
        long unreadable = 0;
        SortedMap<String, Marker.SourceCount> sources = new TreeMap<>();
        for (Marker link : links) {
            duplicates += link.duplicates();
            conflicts += link.conflicts();
            unreadable += link.unreadable();
            link.sources()
                    .forEach((source, count) ->
                            sources.merge(source, count, (one, more) -> one.plus(more.rows(), more.duplicates())));
        }
        Marker link = new Marker(
                topic(),
                partition(),
                start(),
                end(),
                files,
                duplicates,
                conflicts,
                unreadable,
                received(true),
                received(false),
                sources,
                writer);
        return new CompactedRun(link, links.stream().map(Marker::start).toList(), at);
    }

    /** The first or the last; null where no link says. */
    private @Nullable Instant received(boolean first) {
        return links.stream()
                .map(link -> first ? link.receivedFrom() : link.receivedTo())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .reduce((one, other) -> one.isBefore(other) == first ? one : other)
                .orElse(null);
    }

    /** Its place, for whoever reads a log. */
    @Override
    public String toString() {
        return "%s-%d [%d,%d)".formatted(topic(), partition(), start(), end());
    }
}
