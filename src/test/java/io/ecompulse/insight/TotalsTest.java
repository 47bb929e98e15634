package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.BucketTotals;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TotalsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:30Z");

    @Test
    void writesTheContractsMembersInTheirOrder() {
        Map<String, Long> fields = Map.ofEntries(
                Map.entry("events", 7L),
                Map.entry("type:track", 5L),
                Map.entry("type:page", 2L),
                Map.entry("name:Order Completed", 5L),
                Map.entry("name:page", 2L),
                Map.entry("orders", 5L),
                Map.entry("units", 6L),
                Map.entry("revenue:EUR", 1_234L),
                Map.entry("revenue:JPY", 500L),
                Map.entry("revenue:KWD", 1_500L),
                Map.entry("refund:EUR", -5L),
                Map.entry("duplicates", 3L),
                Map.entry("conflicts", 2L),
                Map.entry("open", 5L));
        BucketTotals sums = new BucketTotals(
                Instant.parse("2026-11-23T00:00:00Z"),
                Instant.parse("2026-11-23T12:01:00Z"),
                new TreeMap<>(fields),
                4,
                2,
                true);

        assertThat(Totals.of(sums, NOW).toJson())
                .isEqualTo("{\"from\":\"2026-11-23T00:00:00Z\",\"to\":\"2026-11-23T12:01:00Z\","
                        + "\"asOf\":\"2026-11-23T12:00:30Z\",\"events\":{\"total\":7,"
                        + "\"byType\":{\"page\":2,\"track\":5},\"byName\":{\"Order Completed\":5,\"page\":2}},"
                        + "\"visitors\":4,\"sessions\":2,\"orders\":5,\"units\":6,"
                        + "\"revenue\":{\"EUR\":\"12.34\",\"JPY\":\"500\",\"KWD\":\"1.500\"},"
                        + "\"refunds\":{\"EUR\":\"-0.05\"},\"tax\":{},\"shipping\":{},\"discount\":{},\"productViews\":0,\"productAdds\":0,\"checkouts\":0,\"devices\":{},\"countries\":{},"
                        + "\"duplicates\":3,\"conflicts\":2,\"partial\":true}");
    }

    @Test
    void writesZerosAndNoEndsForAllTimeWithNothingCounted() {
        BucketTotals nothing = new BucketTotals(null, null, new TreeMap<>(), 0, 0, false);

        assertThat(Totals.of(nothing, NOW).toJson())
                .isEqualTo(
                        "{\"from\":null,\"to\":null,\"asOf\":\"2026-11-23T12:00:30Z\","
                                + "\"events\":{\"total\":0,\"byType\":{},\"byName\":{}},\"visitors\":0,\"sessions\":0,"
                                + "\"orders\":0,\"units\":0,\"revenue\":{},\"refunds\":{},\"tax\":{},\"shipping\":{},\"discount\":{},\"productViews\":0,\"productAdds\":0,\"checkouts\":0,\"devices\":{},\"countries\":{},"
                                + "\"duplicates\":0,\"conflicts\":0,\"partial\":false}");
    }
}
