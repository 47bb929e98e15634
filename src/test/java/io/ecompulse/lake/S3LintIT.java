package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that stand on S3 are fetched to be looked at, one at a time; so is what is below a prefix only. */
final class S3LintIT {
    @TempDir
    Path temp;

    @Test
    void committedFilesBelowAPrefixAreLookedAtAndDamageIsFound() throws Exception {
        S3Server server = S3Server.start();
        try {
            LakeFixture lake = new LakeFixture(temp, S3Server.place(server.port(), "lint"));
            String good = lake.commit(0, track(0, "a")).files().get(0).path();
            String old = lake.commitVersion1(1, track(0, "b")).files().get(0).path();
            String cut = lake.commit(0, track(1, "c")).files().get(0).path();
            String gone = lake.commit(0, track(2, "d")).files().get(0).path();
            Path scratch = Files.createTempFile(temp, "scratch", ".parquet");
            assertThat(lint(lake, scratch, "events/v=1/")).containsOnlyKeys(old);

            lake.store().fetch(cut, scratch);
            byte[] whole = Files.readAllBytes(scratch);
            Files.write(scratch, Arrays.copyOf(whole, whole.length - 9));
            lake.store().delete(cut);
            lake.store().putOnce(scratch, cut);
            lake.store().delete(gone);

            Map<String, List<String>> found = lint(lake, scratch, "events/v=" + EventsTable.TABLE.version() + "/");
            assertThat(found).containsOnlyKeys(good, cut, gone).containsEntry(good, List.of());
            assertThat(found.get(cut)).anyMatch(finding -> finding.contains("where its marker says"));
            assertThat(found.get(cut)).anyMatch(finding -> finding.contains("is no whole Parquet file"));
            assertThat(found).containsEntry(gone, List.of("is missing"));
        } finally {
            server.close();
        }
    }

    private static Map<String, List<String>> lint(LakeFixture lake, Path scratch, String prefix) throws Exception {
        Map<String, List<String>> found = new TreeMap<>();
        new LakeLint(lake.store(), scratch).run(prefix, found::put);
        return found;
    }
}
