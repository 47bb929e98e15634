package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
