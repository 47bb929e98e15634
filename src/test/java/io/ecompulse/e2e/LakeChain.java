package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the lake has committed: the markers, and the files that they list and no others. */
final class LakeChain {
    private final Path lake;
    private final List<JsonObject> markers;

    private LakeChain(Path lake, List<JsonObject> markers) {
        this.lake = lake;
        this.markers = markers;
    }

    /** Reads all markers, and insists that every partition's chain is without gap or overlap. */
    static LakeChain read(Path data) throws IOException {
        Path lake = data.resolve("lake");
        Path commits = lake.resolve("_commits");
        List<Path> found = List.of();
        if (Files.isDirectory(commits)) {
            try (Stream<Path> tree = Files.walk(commits)) {
                found = tree.filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
                        .sorted()
                        .toList();
            }
        }
        List<JsonObject> markers = new ArrayList<>();
        for (Path file : found) {
            markers.add(new JsonObject(Files.readString(file)));
        }
        LakeChain chain = new LakeChain(lake, markers);
        chain.assertLinear();
        return chain;
    }

    private void assertLinear() {
        Map<String, Long> ends = new HashMap<>();
        for (JsonObject marker : markers) {
            String partition = marker.getString("topic") + "/" + marker.getLong("partition");
            assertThat(marker.getLong("start"))
                    .as("where the chain of %s goes on", partition)
                    .isEqualTo(ends.getOrDefault(partition, 0L));
            ends.put(partition, marker.getLong("end"));
        }
    }

    /** Rows of a table as the markers say. */
    long rows(String table) {
        return files(table).mapToLong(file -> file.getLong("rows")).sum();
    }

    /** Records of the events topic that the markers cover, whatever became of them. */
    long records() {
        return markers.stream()
                .filter(marker -> marker.getString("topic").equals(Journal.EVENTS))
                .mapToLong(marker -> marker.getLong("end") - marker.getLong("start"))
                .sum();
    }

    /** Events that the lake saw again and did not store. */
    long duplicates() {
        return markers.stream()
                .mapToLong(marker -> marker.getLong("duplicates"))
                .sum();
    }

    /** Rows whose id an event of other content had taken. */
    long conflicts() {
        return markers.stream()
                .mapToLong(marker -> marker.getLong("conflicts", 0L))
                .sum();
    }

    /** The event ids that stand in the committed files, one entry a row, sorted. */
    List<String> eventIds() throws SQLException {
        return column("select event_id from read_parquet(%s, union_by_name = true) order by 1");
    }

    /** Where each of these ids stands, for whoever has to find out why one stands nowhere or twice. */
    List<String> places(Collection<String> ids) throws SQLException {
        String wanted = ids.stream().collect(Collectors.joining("','", "('", "')"));
        return column("select event_id || ' in ' || filename || ' from ' || kafka_partition || '@' || kafka_offset"
                + " from read_parquet(%s, union_by_name = true, filename = true) where event_id in " + wanted
                + " order by 1");
    }

    private List<String> column(String query) throws SQLException {
        String list = files("events")
                .map(file -> "'" + lake.resolve(file.getString("path")) + "'")
                .collect(Collectors.joining(",", "[", "]"));
        List<String> values = new ArrayList<>();
        if (list.equals("[]")) {
            return values;
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = duck.createStatement();
                ResultSet rows = sql.executeQuery(query.formatted(list))) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private Stream<JsonObject> files(String table) {
        return markers.stream()
                .flatMap(marker -> marker.getJsonArray("files").stream())
                .map(JsonObject.class::cast)
                .filter(file -> file.getString("table").equals(table));
    }
}
