package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.duplicate;
import static io.ecompulse.lake.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Whatever stands in the chains and however far they are loaded: no row, count or position is lost or doubled. */
final class CompactionPropertyTest {
    private static final Instant LATER = NOON.plus(Duration.ofDays(2));
    private static final List<String> TEXTS = List.of("TEA", "ü€😀", "", "x".repeat(3000), "\\u0000\\n\\\"");

    @Property(tries = 12)
    void aCompactedLakeReadsAsItDidFromEveryPosition(@ForAll @LongRange(min = 0, max = 1L << 40) long seed)
            throws Exception {
        Random random = new Random(seed);
        Path temp = Files.createTempDirectory("compact");
        LakeFixture lake = new LakeFixture(temp);
        List<Marker> links = fill(lake, random);
        Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);
        List<String> totals = LakeRows.totals(lake.store());
        Map<Long, List<Long>> tails = LakeRows.tails(lake.store(), temp);
        long loaded = links.get(random.nextInt(links.size())).end();
        CompactLimits limits = random.nextBoolean()
                ? CompactLimits.withoutWarehouse()
                : new CompactLimits(Map.of(new Partition(TOPIC, 0), loaded), Set.of());
        CompactConfig config = new CompactConfig(
                Duration.ofHours(1), 20_000 + random.nextInt(100_000), 64 * 1024, Duration.ofMinutes(1));

        Compaction.Done done = compact(lake, config, limits, temp);

        assertThat(done.left()).isZero();
        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(LakeRows.totals(lake.store())).isEqualTo(totals);
        assertThat(LakeRows.findings(lake.store(), temp)).isEmpty();
        assertThat(LakeRows.tails(lake.store(), temp)).isEqualTo(tails);
        assertThat(compact(lake, config, limits, temp).runs()).isZero();
        for (CompactedRun run : new CompactedRuns(lake.store()).all(TOPIC, 0)) {
            assertThat(limits.loaded() == null || run.link().end() <= loaded).isTrue();
        }

        DeadFiles dead = new DeadFiles(lake.store(), "2026-11-24", LATER.plusSeconds(1));
        for (DeadFiles.Replaced replaced : dead.find().replaced()) {
            dead.delete(replaced);
        }
        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(LakeRows.findings(lake.store(), temp)).isEmpty();
        assertThat(tails).containsAllEntriesOf(LakeRows.tails(lake.store(), temp));
    }

    private static List<Marker> fill(LakeFixture lake, Random random) {
        List<Marker> links = new ArrayList<>();
        long offset = random.nextInt(3);
        Instant received = NOON;
        for (int link = 0; link < 4 + random.nextInt(12); link++) {
            received = received.plusSeconds(random.nextInt(1500));
            List<JournalRecord> records = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(5); i++) {
                offset += i > 0 && random.nextInt(10) == 0 ? 7 : 1; // A journal has gaps.
                records.add(record(random, offset - 1, received));
            }
            links.add(lake.commit(0, records.toArray(JournalRecord[]::new)));
        }
        return links;
    }

    private static JournalRecord record(Random random, long offset, Instant received) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        String products = random.nextInt(3) == 0
                ? "\"products\":[{\"sku\":\"" + text + "\",\"price\":1.25},{\"sku\":\"CUP\"}],"
                : "";
        JournalRecord record = event(
                offset,
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"m" + offset + "\",\"properties\":{"
                        + products + "\"currency\":\"EUR\",\"note\":\"" + text + "\"}}",
                received);
        return random.nextInt(5) == 0 ? duplicate(record) : record;
    }

    private static Compaction.Done compact(LakeFixture lake, CompactConfig config, CompactLimits limits, Path temp)
            throws IOException {
        Path scratch = Files.createDirectories(temp.resolve("scratch"));
        return new Compaction(lake.store(), LakeFixture.config(temp), config, limits, InstantSource.fixed(LATER))
                .run(scratch, new Compaction.Progress() {
                    @Override
                    public void compacted(Compaction.Told run) {}

                    @Override
                    public void left(String place, String why) {
                        throw new IllegalStateException(place + " " + why);
                    }
                });
    }
}
