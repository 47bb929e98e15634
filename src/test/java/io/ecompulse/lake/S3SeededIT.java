package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.faults.FaultyHttp;
import io.ecompulse.faults.HttpFault;
import io.ecompulse.journal.Rewind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.hadoop.fs.s3a.impl.AWSClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Windows on their way to an S3 server behind a bad network. Another seed: {@code -Decompulse.seed=…}. */
final class S3SeededIT {
    private static final int WINDOWS = 15;
    private static final int TRIES = 50;
    private static final HttpFault[] FAULTS = {
        HttpFault.SLOW_DOWN, HttpFault.ERROR, HttpFault.CUT_REQUEST, HttpFault.LOSE_ANSWER, HttpFault.CUT_ANSWER
    };

    @TempDir
    Path temp;

    @Test
    @Timeout(180)
    void commitsEachWindowOnceWhateverTheNetworkDoes() throws Exception {
        long seed = Long.getLong("ecompulse.seed", 20261123);
        Random random = new Random(seed);
        AWSClientConfig.setMinimumOperationDuration(Duration.ZERO);
        S3Server server = S3Server.start();
        FaultyHttp network = new FaultyHttp(server.port());
        try (S3LakeStore store = S3LakeStore.open(S3Server.place(network.port(), "seeded", Duration.ofSeconds(4)));
                S3LakeStore direct = S3LakeStore.open(S3Server.place(server.port(), "seeded"))) {
            network.schedule(request -> next(random));

            List<Marker> committed = commitWindows(store);

            assertThat(committed).as("seed %d", seed).hasSize(WINDOWS);
            CommitChain chain = new CommitChain(direct);
            for (int start = 0; start < WINDOWS; start++) {
                assertThat(chain.at(TOPIC, 0, start)).as("seed %d", seed).hasValue(committed.get(start));
                Marker.File file = committed.get(start).files().get(0);
                assertThat(direct.read(file.path()).orElseThrow()).hasSize((int) file.bytes());
            }
            assertThat(chain.end(TOPIC, 0)).hasValue(WINDOWS);
        } finally {
            network.close();
            server.close();
            AWSClientConfig.resetMinimumOperationDuration();
        }
    }

    /** Two of three requests fail, so that three attempts are often not enough. */
    private static HttpFault next(Random random) {
        synchronized (random) {
            return random.nextInt(3) == 0 ? HttpFault.NONE : FAULTS[random.nextInt(FAULTS.length)];
        }
    }

    private List<Marker> commitWindows(LakeStore store) throws IOException, Rewind {
        List<Marker> committed = new ArrayList<>();
        try (Spool spool = Spool.open(temp.resolve("spool"))) {
            Windows windows = Windows.ofEvents(
                    LakeFixture.config(temp),
                    new Windows.Ground(store, spool, new ManualClock(NOON), new Random(1), new SimpleMeterRegistry()));
            Lane lane = new Lane(new CommitChain.Partition(TOPIC, 0), OptionalLong.of(0), windows, committed::add);
            for (int at = 0; at < WINDOWS; at++) {
                lane.take(batch(0, at, track(at, "event-" + at)));
                finish(lane);
            }
        }
        return committed;
    }

    private static void finish(Lane lane) throws IOException, Rewind {
        for (int tries = 1; ; tries++) {
            try {
                lane.finish();
                return;
            } catch (IOException unknown) {
                if (tries == TRIES) {
                    throw unknown;
                }
            }
        }
    }
}
