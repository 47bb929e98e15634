package io.ecompulse.journal;

import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The journal in Kafka. Vert.x' client owns the producer's life; records go through the producer it wraps, from one thread of
 * ours (docs/decisions/journal-sends-from-its-own-thread.md).
 */
public final class KafkaJournal implements Journal {
    private static final int WARM_TRIES_MAX = 30;
    private static final long PROBE_MILLIS = 5_000;
    private static final int PROBE_TIMEOUT_MILLIS = 4_000;

    private final Vertx vertx;
    private final ReaderParts parts;
    private final Clients clients;
    private final AppendSender sender;
    private final KafkaSilence silence;
    private final Thread sending;
    private final LongSupplier nanos;
    private final long probe;
    private volatile boolean closed;

    /** What holds connections to Kafka. */
    private record Clients(KafkaProducer<byte[], byte[]> producer, Admin admin) {}

    private KafkaJournal(ReaderParts parts, Clients clients) {
        this.vertx = parts.vertx();
        this.parts = parts;
        this.clients = clients;
        JournalConfig config = parts.config();
        MeterRegistry registry = parts.registry();
        this.nanos = registry.config().clock()::monotonicTime;
        this.silence = new KafkaSilence(config.silenceMax(), nanos);
        this.sender = new AppendSender(
                clients.producer().unwrap(), config, silence, new StageMeters(registry, Stage.JOURNAL), nanos);
        this.sending = new Thread(sender, "ecompulse-journal-sender");
        Gauge.builder("ecompulse.journal.inflight.bytes", sender, AppendSender::bytesInFlight)
                .register(registry);
        parts.health().register("kafka", true, silence::problem);
        this.probe = vertx.setPeriodic(PROBE_MILLIS, tick -> probe());
    }

    /** Checks the topics, connects, and completes when an append can go out at once. */
    public static Future<KafkaJournal> open(
            Vertx vertx, JournalConfig config, MeterRegistry registry, InstantSource clock, Health health) {
        ReaderParts parts = new ReaderParts(vertx, vertx.getOrCreateContext(), config, registry, clock, health);
        return vertx.executeBlocking(() -> connected(vertx, config), false).map(clients -> {
            KafkaJournal journal = new KafkaJournal(parts, clients);
            journal.sending.start();
            return journal;
        });
    }

    @Override
    public Future<Durability> append(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return Future.succeededFuture(Durability.JOURNAL);
        }
        if (closed) {
            return Future.failedFuture(JournalUnavailable.failed("The journal is closed", AppendSender.closed()));
        }
        long bytes = 0;
        for (JournalEntry entry : entries) {
            bytes += entry.size();
        }
        Append append = new Append(vertx.getOrCreateContext(), entries, bytes, nanos.getAsLong());
        sender.accept(append);
        return append.future();
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        return new KafkaJournalReader(parts.reading(topic), stage, new KafkaJournalReader.Subscription(group, topic));
    }

    @Override
    public int recordBytesMax() {
        return Math.toIntExact(parts.config().topics().recordBytesMax());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(probe);
        sender.stop();
        long bound = parts.config().closeTimeout().toMillis();
        return vertx.<Void>executeBlocking(
                        () -> {
                            sending.join(bound);
                            sending.interrupt();
                            return null;
                        },
                        false)
                .compose(sent -> clients.producer().close(bound))
                .eventually(() -> vertx.executeBlocking(
                        () -> {
                            sender.abandon();
                            clients.admin().close();
                            return null;
                        },
                        false));
    }

    /** What is wrong with Kafka, in a sentence; null when all is well. The same that health knows as "kafka". */
    public @Nullable String problem() {
        return silence.problem();
    }

    private void probe() {
        KafkaFuture<String> unused = clients.admin()
                .describeCluster(new DescribeClusterOptions().timeoutMs(PROBE_TIMEOUT_MILLIS))
                .clusterId()
                .whenComplete((cluster, fault) -> {
                    if (fault == null) {
                        silence.answered();
                    }
                });
    }

    /** Kafka's own message only says that its client could not be made; why stands in the cause. */
    private static Admin admin(JournalConfig config) throws JournalSetupException {
        try {
            return Admin.create(ClientSettings.admin(config));
        } catch (KafkaException fault) {
            Throwable cause = fault.getCause() == null ? fault : fault.getCause();
            throw new JournalSetupException(
                    "Kafka's client cannot be made for journal.kafka.bootstrap.servers=" + config.bootstrapServers()
                            + ": " + cause.getMessage(),
                    fault);
        }
    }

    private static Clients connected(Vertx vertx, JournalConfig config) throws JournalSetupException {
        Admin admin = admin(config);
        try {
            TopicCheck topics = new TopicCheck(admin, config);
            topics.createMissing();
            Producer<byte[], byte[]> producer = warmed(config);
            try {
                topics.checkLimits();
                return new Clients(KafkaProducer.create(vertx, producer), admin);
            } catch (JournalSetupException | RuntimeException fault) {
                producer.close();
                throw fault;
            }
        } catch (JournalSetupException | RuntimeException fault) {
            admin.close();
            throw fault;
        }
    }

    /** A producer that knows the topics' partitions; without them a first send would wait. */
    private static Producer<byte[], byte[]> warmed(JournalConfig config) throws JournalSetupException {
        Producer<byte[], byte[]> producer =
                new org.apache.kafka.clients.producer.KafkaProducer<>(ClientSettings.producer(config));
        try {
            for (JournalTopic topic : JournalTopic.values()) {
                warm(producer, config.topics().name(topic));
            }
            return producer;
        } catch (KafkaException fault) {
            producer.close();
            throw new JournalSetupException(
                    "Kafka at " + config.bootstrapServers() + " does not tell its topics' partitions", fault);
        }
    }

    private static void warm(Producer<byte[], byte[]> producer, String topic) {
        for (int attempt = 1; ; attempt++) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException notYet) {
                if (attempt == WARM_TRIES_MAX) {
                    throw notYet;
                }
            }
        }
    }
}
