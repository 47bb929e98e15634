package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommittedFilesTest {
    private static final String FOLDER = "events/v=1/date=2026-11-23/hour=12/";

    @TempDir
    Path temp;

    private LakeFixture lake;

    @BeforeEach
    void makeLake() throws Exception {
        lake = new LakeFixture(temp);
    }

    @Test
    void listsWhatTheChainsList() throws Exception {
        Marker one = lake.commit(0, track(0, "a"));
        Marker two = lake.commit(0, track(1, "b"));
        Marker other = lake.commit(1, track(5, "c"));
        put(FOLDER + "0-00000000000000000000-zombie.parquet");

        assertThat(new CommittedFiles(lake.store()).all())
                .containsExactly(
                        one.files().get(0), two.files().get(0), other.files().get(0));
    }

    @Test
    void anOrphanStartsBelowTheEndOfItsChainAndIsListedNowhere() throws Exception {
        lake.commit(0, track(0, "a"), track(1, "b"));
        String dead = FOLDER + "0-00000000000000000001-zombie.parquet";
        put(dead);
        put(FOLDER + "0-00000000000000000002-writing.parquet"); // May be committed yet: the chain ends at 2.
        put(FOLDER + "3-00000000000000000000-nochain.parquet");
        put(FOLDER + "notes.parquet");

        assertThat(orphans("2026-11-24")).containsExactly(dead);
        assertThat(orphans("2026-11-23")).isEmpty();
    }

    @Test
    void anExternalTableReadsAManifest() {
        assertThat(Ddl.external(EventsTable.TABLE.at(1), "spectrum", "s3://lake/m"))
                .startsWith("CREATE EXTERNAL TABLE spectrum.events_v1 (\n    event_id VARCHAR(512),")
                .endsWith(")\nSTORED AS PARQUET\nLOCATION 's3://lake/m/events-v1.manifest'")
                .doesNotContain("NOT NULL")
                .doesNotContain("ENCODE");
    }

    private List<String> orphans(String before) throws Exception {
        return new DeadFiles(lake.store(), before, TestEvents.NOON).find().orphans();
    }

    private void put(String path) throws Exception {
        lake.store().putOnce(Files.write(Files.createTempFile(temp, "orphan", ""), List.of("x")), path);
    }
}
