package io.ecompulse.journal;

import io.ecompulse.simulation.Crash;
import io.ecompulse.simulation.Host;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** The journal's reader with everything of its own but Kafka's consumer, its threads and its clock. */
public final class SimulatedReader implements JournalReader {
    /** How long a poll thread waits for its stage to let go, in turns of the stage. */
    private static final int RELEASE_TURNS = 60;

    private final Host host;
    private final ReaderMeters meters;
    private final JournalConfig config;
    private final SimulatedGroup group;
    private final MeterRegistry registry;
    private final SimulatedConsumer consumer;
    private Deliveries deliveries;
    private PollThread thread;
    private boolean polling;
    private boolean closed;

    public SimulatedReader(Host host, SimulatedGroup group, MeterRegistry registry, Stage stage) {
        this.host = host;
        this.group = group;
        this.registry = registry;
        this.meters = new ReaderMeters(registry, stage);
        this.consumer = new SimulatedConsumer(host, group);
        this.config = Journals.config(
                "journal.dedup.window",
                group.log().windowMillis() + "ms",
                "journal.dedup.records.max",
                Integer.toString(group.log().recordsMax()),
                "journal.reader.release.timeout",
                "0ms", // The waiting is done here, in virtual time.
                "journal.reader.backoff.min",
                "1ms", // The poll thread really waits that long after a fault.
                "journal.reader.backoff.max",
                "2s",
                "journal.reader.buffer.bytes",
                1 + host.world().below(8) + "kib",
                "journal.reader.commit.interval",
                "1s");
    }

    @Override
    public Future<Void> open(JournalStage stage) {
        deliveries = new Deliveries(new DeliveryParts(stage, home(), config.reads(), meters));
        ReaderParts parts = new ReaderParts(null, null, config, registry, host.world(), null);
        thread = new PollThread(parts, consumer, new Handover(), meters);
        consumer.subscribe(List.of(config.topics().events()), thread);
        return Future.succeededFuture();
    }

    private StageContext home() {
        return new StageContext() {
            @Override
            public void run(Runnable task) {
                host.run(task);
            }

            @Override
            public void after(long millis, Runnable task) {
                host.after(millis, task);
            }
        };
    }

    /** One turn of the poll thread. */
    public void poll() {
        if (polling || closed || !host.isAlive()) {
            return;
        }
        polling = true;
        try {
            ConsumerRecords<byte[], byte[]> polled = thread.poll(() -> consumer.poll(Duration.ZERO));
            if (polled instanceof PolledRecords records) {
                deliveries.polled(records.batches());
            }
        } catch (Crash end) {
            host.die();
        } finally {
            polling = false;
        }
    }

    @Override
    public void settled(int partition, long end) {
        thread.settled(partition, end);
    }

    @Override
    public void rewind(int partition, String why) {
        host.world().trace(() -> host.name() + " rewinds " + partition + ": " + why);
        deliveries.rewind(partition, why);
    }

    /** As the program does it: the stage lets go, in time or not, then the consumer leaves. */
    @Override
    public Future<Void> close() {
        if (polling || closed || !host.isAlive()) {
            return Future.succeededFuture();
        }
        polling = true;
        try {
            Future<Void> ended = deliveries.endAll();
            host.await(ended::isComplete, RELEASE_TURNS);
            closed = true;
            thread.closing();
            group.leave(consumer);
        } catch (Crash end) {
            host.die();
        } finally {
            polling = false;
        }
        return Future.succeededFuture();
    }

    /** The machine is gone; the coordinator finds out in its own time. */
    public void vanish() {
        group.leave(consumer);
    }

    public boolean isClosed() {
        return closed;
    }

    /** Waits in virtual time for what the poll thread waits for in real time. */
    private final class Handover implements PollEvents {
        @Override
        public void assigned(PartitionRead read, ReadControl control) {
            deliveries.assigned(read, control);
        }

        @Override
        public CompletableFuture<Void> ended(PartitionRead read, boolean orderly) {
            CompletableFuture<Void> ended = deliveries.ended(read, orderly);
            if (orderly) {
                host.await(ended::isDone, RELEASE_TURNS);
            }
            return ended;
        }

        @Override
        public void broke(PartitionRead read, long run, Exception fault) {
            deliveries.broke(read, run, fault);
        }

        @Override
        public void stopped(PartitionRead read, long run, String problem) {
            host.world().violated("A reader stopped: " + problem);
        }
    }
}
