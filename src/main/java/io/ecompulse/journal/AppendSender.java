package io.ecompulse.journal;

import io.ecompulse.telemetry.StageMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that sends, because a send may block while metadata is missing (I9) and because whole appends stay in order.
 * It also gives up appends whose time is over, at most a blocked send late.
 */
final class AppendSender implements Runnable {
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final Producer<byte[], byte[]> producer;
    private final JournalConfig config;
    private final KafkaSilence silence;
    private final StageMeters meters;
    private final LongSupplier nanos;
    private final InFlightBytes inFlight;
    private final BlockingQueue<Append> waiting;
    private final Queue<Append> unanswered = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;
    private volatile boolean stopped;
    private volatile @Nullable IllegalStateException broken;

    AppendSender(
            Producer<byte[], byte[]> producer,
            JournalConfig config,
            KafkaSilence silence,
            StageMeters meters,
            LongSupplier nanos) {
        this.producer = producer;
        this.config = config;
        this.silence = silence;
        this.meters = meters;
        this.nanos = nanos;
        this.inFlight = new InFlightBytes(config.appends().bytesMax());
        this.waiting = new ArrayBlockingQueue<>(config.appends().queueMax());
    }

    /** Takes an append, or fails it at once when a bound is reached. Never blocks. */
    void accept(Append append) {
        meters.received(append.size());
        IllegalStateException known = broken;
        if (known != null) {
            meters.error(AppendStep.ADMIT);
            append.fail(JournalUnavailable.failed("The journal sends no more", known));
            return;
        }
        if (!inFlight.tryReserve(append.bytes())) {
            refuse(append, "journal.append.bytes.max is reached");
            return;
        }
        if (!waiting.offer(append)) {
            inFlight.release(append.bytes());
            refuse(append, "journal.append.queue.max is reached");
            return;
        }
        unanswered.add(append);
        if (stopped && waiting.remove(append)) {
            drop(append);
        }
    }

    long bytesInFlight() {
        return inFlight.reserved();
    }

    /** Lets {@link #run} end after what waits was sent. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            sendAll();
            end(null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            end(interrupted);
        } catch (Throwable fault) {
            // An Error as well: a thread that ended unseen would leave its callers without an answer.
            end(fault);
        }
    }

    /** Gives up what is still open: the producer is closed and no callback comes any more. */
    void abandon() {
        unanswered.forEach(append -> append.fail(JournalUnavailable.failed("The journal is closed", closed())));
        unanswered.clear();
    }

    static IllegalStateException closed() {
        return new IllegalStateException("the journal is closed");
    }

    private void sendAll() throws InterruptedException {
        long sweepAt = nanos.getAsLong();
        while (!stopping || !waiting.isEmpty()) {
            Append next = waiting.poll(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                send(next);
            }
            long now = nanos.getAsLong();
            if (now - sweepAt >= 0) {
                sweep(now);
                sweepAt = now + SWEEP.toNanos();
            }
        }
    }

    /** Nothing is sent from here on. When nobody asked for that, nobody sweeps either: what has no answer yet gets it now. */
    private void end(@Nullable Throwable fault) {
        if (fault != null && !stopping) {
            broken = new IllegalStateException("the journal's sending thread ended", fault);
            silence.ended(fault);
        }
        stopped = true;
        List<Append> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(this::drop);
        if (broken != null) {
            unanswered.forEach(this::drop);
        }
    }

    private void drop(Append append) {
        IllegalStateException known = broken;
        if (append.settle(append.size(), known == null ? closed() : known)) {
            inFlight.release(append.bytes());
            append.answer();
            meters.error(AppendStep.ACKNOWLEDGE);
        }
    }

    private void send(Append append) {
        List<JournalEntry> entries = append.entries();
        int sent = 0;
        for (JournalEntry entry : entries) {
            if (append.isLost()) {
                break;
            }
            sent++;
            try {
                Future<?> unused = producer.send(record(entry), (metadata, fault) -> settle(append, 1, fault));
            } catch (Throwable fault) {
                // An Error as well: a codec whose native library is missing is the fault of this append alone.
                settle(append, 1, fault);
            }
        }
        if (sent < entries.size()) {
            settle(append, entries.size() - sent, new IllegalStateException("not sent, as an entry before it failed"));
        }
        append.handedOver();
    }

    private ProducerRecord<byte[], byte[]> record(JournalEntry entry) {
        List<Header> headers = new ArrayList<>(entry.headers().size());
        for (JournalEntry.Header header : entry.headers()) {
            headers.add(new RecordHeader(header.name(), header.value()));
        }
        String topic = config.topics().name(entry.topic());
        Long timestamp = entry.timestamp() == JournalEntry.WHEN_SENT ? null : (Long) entry.timestamp();
        return new ProducerRecord<>(topic, null, timestamp, entry.key(), entry.value(), headers);
    }

    private void settle(Append append, int count, @Nullable Throwable fault) {
        if (!append.settle(count, fault)) {
            return;
        }
        inFlight.release(append.bytes());
        Throwable known = append.fault();
        if (known == null) {
            silence.acknowledged();
            meters.sent(append.size());
        } else {
            if (!stopped) {
                silence.refused(known);
            }
            meters.error(AppendStep.ACKNOWLEDGE);
        }
        meters.duration(AppendStep.ACKNOWLEDGE, Duration.ofNanos(nanos.getAsLong() - append.startedNanos()));
        append.answer();
    }

    /** Forgets what is settled and fails what is too old. Its bytes stay reserved until Kafka's client lets them go. */
    private void sweep(long now) {
        long timeout = config.appends().timeout().toNanos();
        for (Iterator<Append> appends = unanswered.iterator(); appends.hasNext(); ) {
            Append append = appends.next();
            if (append.isSettled()) {
                appends.remove();
            } else if (now - append.startedNanos() > timeout) {
                appends.remove();
                meters.error(AppendStep.TIMEOUT);
                TimeoutException late = new TimeoutException("no acknowledgement within journal.append.timeout");
                append.fail(new JournalUnavailable(
                        JournalUnavailable.Why.SILENT, "Kafka did not acknowledge the append in time", late));
            }
        }
    }

    private void refuse(Append append, String reason) {
        meters.error(AppendStep.ADMIT);
        append.fail(JournalUnavailable.overloaded(reason));
    }
}
