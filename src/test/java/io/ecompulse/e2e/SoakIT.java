package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every role as a process of its own under steady load for {@code -Dsoak.minutes=…}: memory, open files and threads stay what
 * they are, Netty's paranoid leak detector says nothing, and the books balance. {@code -Dsoak.rate=…} is in events a second.
 */
@EnabledIfSystemProperty(
        named = "soak.minutes",
        matches = "\\d+",
        disabledReason = "run by hand with -Dsoak.minutes=30")
@Timeout(value = 6, unit = TimeUnit.HOURS)
class SoakIT {
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);
    /** Of what a heap of 320 MiB that is never given back to the system may still take in. */
    private static final long RESIDENT_GROWTH_MAX = 32L << 20;
    /** Files of a lake's window and connections come and go. */
    private static final long FILES_GROWTH_MAX = 10;

    private static final long THREADS_GROWTH_MAX = 3;

    private final int minutes = Integer.getInteger("soak.minutes", 0);
    private final Ledger ledger = new Ledger();
    private final Map<String, Footprints> roles = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @Test
    void nothingGrowsUnderSteadyLoadAndNothingLeaks() throws Exception {
        try (Fleet fleet = open().withEveryRole(
                        SpoolDisk.plain(folder.resolve("edge-disk")), "-Dio.netty.leakDetection.level=paranoid")) {
            fleet.start(Fleet.ROLES);
            try (Crowd crowd = Crowd.send(1, fleet.edgePort(), Integer.getInteger("soak.rate", 400), ledger);
                    Progress progress = new Progress(fleet, crowd, ledger)) {
                progress.awaitRecovery(System.nanoTime());
                watch(fleet, crowd);
                crowd.goHome();
                Audit audit = new Audit(fleet, ledger);
                audit.awaitQuiet(progress);
                assertNoLeakIsTold(fleet);
                fleet.stop(fleet.running());
                System.out.println(table() + audit.balance());
            }
        }
        roles.forEach(SoakIT::assertFlat);
    }

    /** DuckDB's cache is full before the time that counts, or it would grow with its tables up to its limit. */
    private Fleet open() throws IOException {
        Fleet fleet = Fleet.open(folder);
        Files.writeString(
                folder.resolve("serve.properties"), "warehouse.duckdb.memory=64MiB\n", StandardOpenOption.APPEND);
        return fleet;
    }

    private void watch(Fleet fleet, Crowd crowd) throws Exception {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        while (System.nanoTime() < until) {
            for (String role : Fleet.ROLES) {
                sample(role, fleet.process(role).process());
            }
            crowd.check();
            Hold.during(SAMPLE_EVERY);
        }
    }

    private void sample(String role, Child process) throws IOException {
        roles.computeIfAbsent(role, none -> new Footprints()).add(Footprint.of(process.pid()));
    }

    private static void assertNoLeakIsTold(Fleet fleet) {
        for (String role : Fleet.ROLES) {
            assertThat(fleet.process(role).process().said()).as(role).doesNotContain("LEAK:");
        }
    }

    private static void assertFlat(String role, Footprints footprints) {
        assertThat(footprints.growth(Footprint::residentBytes))
                .as("%s: growth of resident bytes", role)
                .isLessThan(RESIDENT_GROWTH_MAX);
        assertThat(footprints.growth(Footprint::files))
                .as("%s: growth of open files", role)
                .isLessThanOrEqualTo(FILES_GROWTH_MAX);
        assertThat(footprints.growth(Footprint::threads))
                .as("%s: growth of threads", role)
                .isLessThanOrEqualTo(THREADS_GROWTH_MAX);
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                "soak: %d minutes%n| role | resident MiB, middle / last third | open files | threads |%n|---|---|---|---|%n"
                        .formatted(minutes));
        roles.forEach((role, footprints) -> table.append("| %s | %.1f / %.1f | %d / %d | %d / %d |%n"
                .formatted(
                        role,
                        footprints.before(Footprint::residentBytes) / 1048576.0,
                        footprints.after(Footprint::residentBytes) / 1048576.0,
                        footprints.before(Footprint::files),
                        footprints.after(Footprint::files),
                        footprints.before(Footprint::threads),
                        footprints.after(Footprint::threads))));
        return table.toString();
    }
}
