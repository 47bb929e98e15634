package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.lake.LakeStage.Outlet;
import io.ecompulse.lake.Windows.Ground;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Owns the lake's reader, its spool and its clockwork, on a worker of its own. Promises: stopping commits what it holds. */
final class LakeVerticle extends VerticleBase {
    private final LakeSetup setup;
    private final JournalReader reader;
    private volatile @Nullable LakeStage stage;
    private @Nullable Spool spool;

    LakeVerticle(LakeSetup setup) {
        this.setup = setup;
        this.reader = setup.journal().reader(Stage.LAKE, setup.config().group());
    }

    @Override
    public Future<?> start() throws IOException {
        setup.store().probe(HexFormat.of().toHexDigits(setup.random().nextLong()));
        Spool opened = Spool.open(setup.config().spool());
        spool = opened;
        Windows windows = new Windows(setup.config(), new Ground(setup.store(), opened, setup.clock(), setup.random()));
        LakeStage started = new LakeStage(
                setup.topic(),
                windows,
                new Outlet(
                        reader,
                        new FailedRecords(setup.journal(), Stage.LAKE),
                        reader::rewind,
                        setup.committed(),
                        setup.meters()));
        stage = started;
        setup.health().register("lake", false, started::problem);
        vertx.setPeriodic(
                setup.config().tick().toMillis(),
                timer -> started.tick(setup.clock().instant()));
        return reader.open(started).recover(fault -> leaveSpool().transform(left -> Future.failedFuture(fault)));
    }

    @Override
    public Future<?> stop() {
        return reader.close().eventually(this::leaveSpool);
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
    Map<Integer, Long> positions() {
        LakeStage current = stage;
        return current == null ? Map.of() : current.positions();
    }
}
