package io.ecompulse.journal.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Orders of writing that random histories would show late, and the bounds of the settings. */
final class SpoolLogTest {
    @Test
    void theLedgerIsOnDiskBeforeASegmentGoes() throws IOException {
        for (int last = 1; last < 80; last++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(last));
            SpoolLog log = open(disk);
            for (int i = 0; i < 20; i++) {
                assertThat(log.append(List.of(new byte[700]))).isTrue();
            }
            log.force();
            disk.crashIn(last);
            drainUntilTheCrash(log);

            SpoolStatus status = open(disk.afterCrash()).status();

            assertThat(status.corruptRecords()).as("crash in call %s", last).isZero();
            assertThat(status.corruptBytes()).as("crash in call %s", last).isZero();
        }
    }

    @Test
    void aDiskThatFillsUpRefusesAndTakesAgainOnceThereIsRoom() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        SpoolLog log = open(disk);
        disk.capacity(disk.used() + 4095, true);
        assertThat(log.append(List.of(new byte[10]))).isFalse();
        assertThat(log.full()).contains("has no room");

        disk.capacity(disk.used() + 4096, true);

        assertThat(log.append(List.of(new byte[10]))).isTrue();
        assertThat(log.full()).isNull();
    }

    @Test
    void theBoundOfAllFilesHoldsToTheByte() throws IOException {
        long one = Ledger.BYTES + 4096 + 1024;
        assertThat(open(new SimulatedDisk(new Random(1)), one).append(List.of(new byte[1])))
                .isTrue();
        assertThat(open(new SimulatedDisk(new Random(1)), one - 1).append(List.of(new byte[1])))
                .isFalse();
    }

    @Test
    void isFullOnlyOnceAnAppendFoundNoRoom() throws IOException {
        SpoolLog log = open(new SimulatedDisk(new Random(1)), Ledger.BYTES + 4096 + 1024);
        assertThat(log.append(List.of(new byte[10]))).isTrue();
        assertThat(log.makeReady()).isFalse();
        assertThat(log.status().problem()).isNull();

        assertThat(log.append(List.of(new byte[4_000], new byte[4_000]))).isFalse();
        assertThat(log.status().problem()).contains("full");

        assertThat(log.append(List.of(new byte[10]))).isTrue();
        assertThat(log.status().problem()).isNull();
    }

    @Test
    void theSettingsLeaveRoomForTwoSegmentsOrAreRefused() throws SettingsException {
        long least = 2 * (1 << 20) + (1 << 20) + Ledger.BYTES;
        settings(least).check();

        Assertions.assertThatThrownBy(() -> settings(least - 1).check()).hasMessageContaining("spool.bytes.max");
    }

    private static Settings settings(long bytesMax) {
        Settings settings = new Settings(
                Map.of(
                        "spool.bytes.max", Long.toString(bytesMax),
                        "spool.segment.bytes", "1MiB",
                        "spool.aside.bytes.max", "1MiB"),
                Map.of(),
                Map.of());
        assertThat(SpoolConfig.from(settings).folder()).isNull();
        return settings;
    }

    private static void drainUntilTheCrash(SpoolLog log) throws IOException {
        try {
            for (Optional<SpoolChunk> chunk = log.next(1_000); chunk.isPresent(); chunk = log.next(1_000)) {
                log.drained(chunk.get());
            }
        } catch (SimulatedDisk.Crash expected) {
            assertThat(expected).isNotNull();
        }
    }

    private static SpoolLog open(SimulatedDisk disk) throws IOException {
        return open(disk, 1 << 18);
    }

    private static SpoolLog open(SimulatedDisk disk, long bytesMax) throws IOException {
        return SpoolLog.open(
                disk,
                new SpoolConfig.Disk(bytesMax, 4096, 1 << 18, 1024),
                new Fault(() -> {}),
                new Reserve.Source(new Random(1)::nextLong, () -> 5));
    }
}
