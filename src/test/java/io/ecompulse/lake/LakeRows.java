package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every row of a lake as a reader comes by it: along the chains, file by file, whole. */
final class LakeRows {
    private LakeRows() {}

    /** By table. A row is its values, with the names of its columns. */
    static Map<String, List<String>> of(LakeStore store, Path temp) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        Path copy = Files.createTempFile(temp, "read", ".parquet");
        for (Marker.File file : new CommittedFiles(store).all()) {
            store.fetch(file.path(), copy);
            List<String> all = rows.computeIfAbsent(file.table() + " v" + file.version(), none -> new ArrayList<>());
            ParquetFiles.rows(copy).forEach(row -> all.add(row.toString()));
        }
        Files.delete(copy);
        return rows;
    }

    /** By the start of each link of the first partition: the offsets that somebody reads from there on, who is not refused. */
    static Map<Long, List<Long>> tails(LakeStore store, Path temp) throws IOException {
        CommitChain committed = new CommitChain(store);
        Map<Long, List<Long>> tails = new TreeMap<>();
        Optional<Marker> from = committed.at(
                TestEvents.TOPIC, 0, committed.begin(TestEvents.TOPIC, 0).orElseThrow());
        while (from.isPresent()) {
            try {
                tails.put(from.get().start(), tail(store, from.get().start(), temp));
            } catch (CompactedAway refused) {
                assertThat(new ReadableChain(store).standing(from.get()).start())
                        .isLessThan(from.get().start());
            }
            from = committed.at(TestEvents.TOPIC, 0, from.get().end());
        }
        return tails;
    }

    private static List<Long> tail(LakeStore store, long start, Path temp) throws IOException {
        ReadableChain chain = new ReadableChain(store);
        List<Long> offsets = new ArrayList<>();
        Optional<Marker> link = chain.at(TestEvents.TOPIC, 0, start);
        while (link.isPresent()) {
            for (Marker.File file : link.get().files()) {
                if (file.table().equals(EventsTable.TABLE.name())) {
                    offsets.addAll(ParquetFiles.offsets(store.read(file.path()).orElseThrow(), temp));
                }
            }
            link = chain.at(TestEvents.TOPIC, 0, link.get().end());
        }
        return offsets;
    }

    static List<String> findings(LakeStore store, Path temp) throws IOException {
        List<String> found = new ArrayList<>();
        new LakeLint(store, temp.resolve("lint"))
                .run("", (what, findings) -> findings.forEach(finding -> found.add(what + " " + finding)));
        return found;
    }

    /** What the links add up to. */
    static List<String> totals(LakeStore store) throws IOException {
        Map<String, String> totals = new TreeMap<>();
        Map<String, long[]> sums = new TreeMap<>();
        new CommittedFiles(store).walk(link -> {
            String place = link.topic() + "-" + link.partition();
            long[] sum = sums.computeIfAbsent(place, none -> new long[4]);
            sum[0] += link.rows();
            sum[1] += link.duplicates();
            sum[2] += link.conflicts();
            sum[3] += link.unreadable();
            link.sources().forEach((source, count) -> {
                long[] each = sums.computeIfAbsent(place + " " + source, none -> new long[2]);
                each[0] += count.rows();
                each[1] += count.duplicates();
            });
            totals.put(place + " end", Long.toString(link.end()));
        });
        sums.forEach((what, sum) -> totals.put(what, Arrays.toString(sum)));
        return totals.entrySet().stream().map(Map.Entry::toString).toList();
    }
}
