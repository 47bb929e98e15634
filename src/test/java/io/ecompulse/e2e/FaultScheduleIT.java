package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every role, the broker and Redis as processes of their own, clients that send without a pause, and faults in an order drawn
 * from a seed; then the books. {@code -Dfaults.seed=…} repeats an order, {@code -Dfaults.minutes=…} makes it a long run, and
 * with {@code -Dfaults.only=…} a long run has these kinds alone, separated by commas.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class FaultScheduleIT {
    private static final String SPOOL_FULL = "spool_full";
    private static final int EVENTS_PER_SECOND = Integer.getInteger("faults.rate", 400);

    private static final String ONLY = System.getProperty("faults.only", "");

    private final long seed = Long.getLong("faults.seed", System.nanoTime());
    private final int minutes = Integer.getInteger("faults.minutes", 0);
    private final Ledger ledger = new Ledger();
    private final Toll toll = new Toll();
    private final StringBuilder story = new StringBuilder();
    private final long began = System.nanoTime();

    @Test
    void nothingAckedIsLostAndNothingIsDoubledWhateverFails() throws Exception {
        Path folder = Files.createTempDirectory("faults-").toRealPath();
        tell("-Dfaults.seed=%d -Dfaults.minutes=%d in %s".formatted(seed, minutes, folder));
        try (Fleet fleet = fleet(folder);
                Crowd crowd = started(fleet);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            run(fleet, progress);
            crowd.goHome();
            Audit audit = new Audit(fleet, ledger);
            audit.awaitQuiet(progress);
            fleet.stop(fleet.running());
            print(audit.balance());
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("the story so far, its files are kept in " + folder + "\n" + story, failed);
        }
        delete(folder);
    }

    /** The lake in a folder or on S3, as told; where nothing is said, on S3 in every second long run. */
    private Fleet fleet(Path folder) throws IOException {
        boolean isOnS3 = System.getProperty("faults.lake", minutes > 0 && (seed & 1) == 1 ? "s3" : "folder")
                .equals("s3");
        tell("the lake is " + (isOnS3 ? "on S3" : "a folder"));
        Fleet fleet = isOnS3 ? Fleet.openOnS3(folder) : Fleet.open(folder);
        try {
            Path spool = folder.resolve("edge-disk");
            return fleet.withEveryRole(minutes > 0 ? SpoolDisk.mounted(spool) : SpoolDisk.plain(spool));
        } catch (IOException | RuntimeException notReady) {
            fleet.close();
            throw notReady;
        }
    }

    private Crowd started(Fleet fleet) throws IOException {
        fleet.start(Fleet.ROLES);
        return Crowd.send(seed, fleet.edgePort(), EVENTS_PER_SECOND, ledger);
    }

    /** Lets the schedule strike. */
    private void run(Fleet fleet, Progress progress) throws Exception {
        progress.awaitRecovery(System.nanoTime());
        tell("all is well");
        if (minutes > 0) {
            runFor(Duration.ofMinutes(minutes), fleet, progress);
            return;
        }
        Schedule schedule = Schedule.brief(seed);
        List<Schedule.Step> steps = schedule.steps();
        tell("schedule: " + steps.stream().map(Schedule.Step::fault).toList());
        for (Schedule.Step step : steps) {
            strike(step, fleet, progress, schedule);
        }
    }

    private void runFor(Duration time, Fleet fleet, Progress progress) throws Exception {
        Set<Fault> without = ONLY.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.complementOf(only());
        if (fleet.s3().isEmpty()) {
            without.addAll(Fault.OF_S3);
        }
        if (ServeProcess.OTHER == null) {
            without.add(Fault.VERSIONS_MIXED);
            tell("SKIPPED: versions are not mixed, for no other build is named (-Dfaults.other=…/scripts/ecompulse)");
        }
        if (FalseClock.in(fleet.folder()).isEmpty()) {
            without.add(Fault.CLOCK_STEPPED);
            tell("SKIPPED: clocks are not stepped, for libfaketime is not installed (Debian: faketime)");
        }
        Schedule schedule = Schedule.endless(seed, without);
        while (System.nanoTime() - began < time.toNanos()) {
            strike(schedule.next(), fleet, progress, schedule);
        }
    }

    private static EnumSet<Fault> only() {
        EnumSet<Fault> kinds = EnumSet.noneOf(Fault.class);
        for (String kind : ONLY.split(",", -1)) {
            kinds.add(Fault.valueOf(kind));
        }
        return kinds;
    }

    private void strike(Schedule.Step step, Fleet fleet, Progress progress, Schedule schedule) throws Exception {
        tell(step.fault().name());
        toll.struck(step.fault());
        progress.begin();
        int spooled = ledger.spooledCount();
        int refused = ledger.refusals(SPOOL_FULL);
        long moment = step.fault().strike(fleet, schedule.random());
        if (step.fault() == Fault.SPOOL_DISK_FULL) {
            assertThat(ledger.refusals(SPOOL_FULL))
                    .as("clients that heard " + SPOOL_FULL)
                    .isGreaterThan(refused);
        }
        if (step.isHealed()) {
            Progress.Recovery recovery = progress.awaitRecovery(moment);
            toll.recovered(step.fault(), recovery);
            tell("  recovered: at most %d ms without an ack, all caught up after %d ms, %d events acked"
                    .formatted(
                            recovery.silence().toMillis(), recovery.caughtUp().toMillis(), ledger.ackedCount()));
        }
        toll.spooled(step.fault(), ledger.spooledCount() - spooled);
    }

    private void print(Audit.Result books) {
        tell(("%n%d faults in %d min %d s, seed %d: %d events acked (%d from the spool), %d rejected,"
                        + " %d in doubt; %d batches refused by a full spool; %d stored,"
                        + " %d duplicates found; lost %d, doubled %d%n%n%s")
                .formatted(
                        toll.faults(),
                        elapsed().toMinutes(),
                        elapsed().toSecondsPart(),
                        seed,
                        books.acked(),
                        ledger.spooledCount(),
                        books.rejected(),
                        books.unknown(),
                        ledger.refusals(SPOOL_FULL),
                        books.stored(),
                        books.duplicates(),
                        books.lost(),
                        books.doubled(),
                        toll.table()));
        if (ONLY.isEmpty()) {
            assertThat(ledger.spooledCount()).as("no ack came from the spool").isPositive();
        }
        assertThat(books.acked()).as("too few events for a proof").isGreaterThan(EVENTS_PER_SECOND * 10);
    }

    private void tell(String what) {
        String line = "faults: +%ds %s".formatted(elapsed().toSeconds(), what);
        System.out.println(line);
        story.append(line).append('\n');
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
