package io.ecompulse.journal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A spool of version 1 as it was committed to this repository. What an older program left is drained by this one, and what this
 * one leaves is what an older one wrote, so that a rollback drains it too. A change of the format needs a version of its own.
 */
final class SpoolFormatTest {
    private static final SpoolConfig.Disk CONFIG =
            new SpoolConfig.Disk(8 * 4096 + 2048 + Ledger.BYTES, 4096, 1 << 20, 2048);
    private static final List<String> FILES = List.of("ledger", "0000000000000001.segment");
    private static final List<String> RECORDS = List.of("the first", "", "the third, of ünïcode", "the last");

    @TempDir
    private Path folder;

    @Test
    void drainsWhatAnOlderProgramLeftFromItsLedgerOn() throws IOException {
        for (String name : FILES) {
            Files.write(folder.resolve(name), golden(name));
        }

        SpoolLog log = open();
        List<String> drained = new ArrayList<>();
        for (Optional<SpoolChunk> chunk = log.next(1); chunk.isPresent(); chunk = log.next(1)) {
            chunk.get().records().forEach(record -> {
                assertThat(record.appendedAtMillis()).isEqualTo(1_000_000);
                drained.add(new String(record.payload(), UTF_8));
            });
        }

        assertThat(drained).isEqualTo(RECORDS.subList(1, RECORDS.size()));
        assertThat(log.status().corruptBytes()).isZero();
        assertThat(log.status().tornBytes()).isZero();
    }

    @Test
    void leavesWhatAnOlderProgramReads() throws IOException {
        SpoolLog log = open();
        assertThat(log.append(
                        RECORDS.stream().map(record -> record.getBytes(UTF_8)).toList()))
                .isTrue();
        log.force();
        log.drained(log.next(1).orElseThrow());
        log.close();

        for (String name : FILES) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(golden(name));
        }
    }

    private SpoolLog open() throws IOException {
        Reserve.Source source = new Reserve.Source(() -> 0x5EED, () -> 1_000_000);
        return SpoolLog.open(new FolderFiles(folder), CONFIG, new Fault(() -> {}), source);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = SpoolFormatTest.class.getResourceAsStream("/spool/version-1/" + name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }
}
