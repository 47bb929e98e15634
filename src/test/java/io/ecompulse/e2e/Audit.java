package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The books at the end: what clients were told, the journal, the lake's chain, Redis and the warehouse against each other.
 * First {@link #awaitQuiet}, while everything runs; then, with the roles stopped and the broker still there, {@link #balance}.
 */
final class Audit {
    private static final int TOLD_IDS = 20;

    private final Fleet fleet;
    private final Ledger ledger;
    private JsonObject totals;

    Audit(Fleet fleet, Ledger ledger) {
        this.fleet = fleet;
        this.ledger = ledger;
    }

    /** @param doubled events that stand in the lake more than once, as are the lost ones in it not at all though acked */
    record Result(int acked, int unknown, int rejected, int stored, long duplicates, int lost, int doubled) {}

    /** Returns when everything acked is in the journal and everything in the journal is stored, counted and loaded. */
    void awaitQuiet(Progress progress) {
        progress.until("the spool brought to the journal", () -> fleet.spooled() == 0);
        progress.until("the whole journal stored", () -> progress.stored() == progress.journalEnd());
        progress.until("the whole journal counted", () -> progress.counted() == progress.journalEnd());
        QueryApi warehouse = fleet.asking("warehouse");
        progress.until("the whole journal loaded", () -> warehouse.loaded() == progress.journalEnd());
        progress.until("nothing spooled behind it", () -> fleet.spooled() == 0);
        progress.until("the totals", () -> {
            totals = fleet.asking("insight").totals();
            return true;
        });
    }

    /** Fails with the history of every id that is not where it should be, else answers the books. */
    Result balance() throws IOException, SQLException {
        LakeChain chain = LakeChain.read(fleet.lakeParent());
        List<String> stored = chain.eventIds();
        Difference difference = Difference.between(stored, ledger.acked());
        assertThat(difference.missing())
                .as(() -> "acked and lost: " + history(chain, difference.missing()))
                .isEmpty();
        assertThat(difference.twice())
                .as(() -> "stored twice: " + history(chain, difference.twice()))
                .isEmpty();
        assertThat(ledger.unknown())
                .as("stored, though neither acked nor in doubt")
                .containsAll(difference.unexpected());
        assertTotals(stored);
        Difference loaded = Difference.between(loaded(), stored);
        assertThat(loaded)
                .as(() -> "the warehouse against the chain: " + history(chain, all(loaded)))
                .isEqualTo(Difference.NONE);
        assertFailed();
        return new Result(
                ledger.acked().size(),
                ledger.unknown().size(),
                ledger.rejected().size(),
                stored.size(),
                chain.duplicates(),
                difference.missing().size(),
                difference.twice().size());
    }

    private void assertTotals(List<String> stored) {
        assertThat(totals.getJsonObject("events").getLong("total"))
                .as("events that Redis has counted")
                .isEqualTo(stored.size());
        assertThat(Sales.told(totals))
                .as("what Redis has counted, against what was stored")
                .isEqualTo(Sales.of(ledger.items(stored)));
    }

    /** A rejection is kept each time it is spoken, so an id may stand there more than once; none may be missing. */
    private void assertFailed() {
        Set<String> failed;
        try (Journal journal = Journal.at(fleet.kafka().bootstrapServers())) {
            failed = journal.failed().stream()
                    .map(Journal.Failed::id)
                    .filter(id -> id != null)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> rejected = ledger.rejected();
        Set<String> doubtful = new TreeSet<>(rejected);
        doubtful.addAll(ledger.unknown());
        assertThat(failed).as("the failed topic").containsAll(rejected).isSubsetOf(doubtful);
    }

    private List<String> loaded() throws SQLException {
        Path file = fleet.folder().resolve("warehouse/warehouse.duckdb");
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        List<String> ids = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
                Statement sql = duck.createStatement();
                ResultSet rows = sql.executeQuery("select event_id from events order by 1")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static Set<String> all(Difference difference) {
        Set<String> all = new TreeSet<>(difference.missing());
        all.addAll(difference.unexpected());
        all.addAll(difference.twice());
        return all;
    }

    /** Where the first of these ids stand: in the topic, and in the lake's files. */
    private String history(LakeChain chain, Collection<String> ids) {
        Set<String> first = ids.stream().limit(TOLD_IDS).collect(Collectors.toSet());
        if (first.isEmpty()) {
            return "";
        }
        try (Journal journal = Journal.at(fleet.kafka().bootstrapServers())) {
            return ids.size() + " ids; in the topic\n  " + String.join("\n  ", journal.places(first))
                    + "\nin the lake\n  " + String.join("\n  ", chain.places(first));
        } catch (SQLException | RuntimeException unknown) {
            return ids.size() + " ids, whose history cannot be had: " + unknown;
        }
    }
}
