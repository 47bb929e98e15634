package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer or an ack says about each event of a batch.
 *
 * @param duplicates those that the edge itself had seen a moment ago
 * @param durability what the accepted ones stand in: journal, spool or object
 */
record Verdicts(List<Item> accepted, List<Item> duplicates, List<Item> rejected, String durability) {

    /** Reads an answer, and insists that it tells of every event exactly once and of each rejection the right reason. */
    static Verdicts of(JsonObject answer, List<Item> batch) {
        String durability = answer.getString("durability");
        assertThat(durability).isIn("journal", "spool", "object");
        Verdicts verdicts = new Verdicts(new ArrayList<>(batch), new ArrayList<>(), new ArrayList<>(), durability);
        JsonArray results = answer.getJsonArray("results", new JsonArray());
        for (int i = 0; i < results.size(); i++) {
            JsonObject result = results.getJsonObject(i);
            Item item = batch.get(result.getInteger("index"));
            assertThat(result.getString("id")).isEqualTo(item.id());
            if (result.getString("outcome").equals("duplicate")) {
                verdicts.duplicates.add(item);
            } else {
                assertThat(result.getString("reason")).as(item.json()).isEqualTo(item.reason());
                verdicts.rejected.add(item);
            }
            // By place and not by value: the same event may stand in a batch twice.
            verdicts.accepted.set(result.getInteger("index"), null);
        }
        verdicts.accepted.removeIf(listed -> listed == null);
        assertThat(answer.getInteger("accepted")).isEqualTo(verdicts.accepted.size());
        assertThat(answer.getInteger("duplicates")).isEqualTo(verdicts.duplicates.size());
        assertThat(answer.getInteger("rejected")).isEqualTo(verdicts.rejected.size());
        return verdicts;
    }
}
