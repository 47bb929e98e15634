package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.lake.LakeStage.Keeping;
import io.ecompulse.lake.LakeStage.Outlet;
import io.ecompulse.lake.Windows.Ground;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Owns the lake's readers, one of events and one of what failed, its spool and its clockwork, on a worker of its own. Promises:
 * stopping commits what it holds.
 */
final class LakeVerticle extends VerticleBase {
    private final LakeSetup setup;
    private final JournalReader events;
    private final JournalReader failed;
    private volatile List<LakeStage> stages = List.of();
    private @Nullable Spool spool;

    LakeVerticle(LakeSetup setup) {
        this.setup = setup;
        String group = setup.config().group();
        this.events = setup.journal().reader(Stage.LAKE, group, JournalTopic.EVENTS);
        // A group of its own: members of one group that read different topics would wait for each other's rebalances.
        this.failed = setup.journal().reader(Stage.LAKE_FAILED, group + "-failed", JournalTopic.FAILED);
    }

    @Override
    public Future<?> start() throws IOException {
        setup.store().probe(HexFormat.of().toHexDigits(setup.random().nextLong()));
        Spool opened = Spool.open(setup.config().spool());
        spool = opened;
        Ground ground = new Ground(setup.store(), opened, setup.clock(), setup.random(), setup.registry());
        MemoryBudget budget = new MemoryBudget(setup.config().memoryBytes());
        LakeStage ofEvents = new LakeStage(
                setup.topics().events(),
                Windows.ofEvents(setup.config(), ground),
                outlet(events, new FailedRecords(setup.journal(), Stage.LAKE)::append, Stage.LAKE),
                budget);
        LakeStage ofFailed = new LakeStage(
                setup.topics().failed(),
                Windows.ofFailed(setup.config(), ground),
                outlet(failed, Keeping.ALREADY, Stage.LAKE_FAILED),
                budget);
        stages = List.of(ofEvents, ofFailed);
        setup.health().register(Stage.LAKE.tag(), false, ofEvents::problem);
        setup.health().register(Stage.LAKE_FAILED.tag(), false, ofFailed::problem);
        vertx.setPeriodic(
                setup.config().tick().toMillis(),
                timer -> stages.forEach(stage -> stage.tick(setup.clock().instant())));
        return events.open(ofEvents)
                .compose(reading -> failed.open(ofFailed))
                .recover(fault -> stop().transform(left -> Future.failedFuture(fault)));
    }

    private Outlet outlet(JournalReader reader, Keeping keeping, Stage stage) {
        StageMeters meters = new StageMeters(setup.registry(), stage);
        return new Outlet(reader, keeping, reader::rewind, setup.committed(), meters);
    }

    @Override
    public Future<?> stop() {
        return events.close().eventually(failed::close).eventually(this::leaveSpool);
    }

    private Future<Void> leaveSpool() {
        try {
            if (spool != null) {
                spool.close();
            }
            return Future.succeededFuture();
        } catch (IOException fault) {
            return Future.failedFuture(fault);
        }
    }

    /** Where each partition of this process is read up to. */
    Map<CommitChain.Partition, Long> positions() {
        Map<CommitChain.Partition, Long> positions = new HashMap<>();
        stages.forEach(stage -> positions.putAll(stage.positions()));
        return positions;
    }
}
