package io.ecompulse.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it, before anything is appended, that the topics exist and let our records through and keep them long enough.
 * Blocking.
 */
final class TopicCheck {
    private static final int ANSWER_MAX_SECONDS = 30;
    private static final int TRIES_MAX = 30;

    private final Admin admin;
    private final JournalConfig config;

    TopicCheck(Admin admin, JournalConfig config) {
        this.admin = admin;
        this.config = config;
    }

    void createMissing() throws JournalSetupException {
        for (JournalTopic topic : JournalTopic.values()) {
            String name = config.topics().name(topic);
            if (!exists(name)) {
                create(name, config.topics().partitions(topic));
            }
        }
    }

    void checkLimits() throws JournalSetupException {
        for (JournalTopic topic : JournalTopic.values()) {
            if (topic == JournalTopic.BOOKS) {
                continue; // Small records, which may be lost with a broker: they prove a loss, they prevent none.
            }
            String name = config.topics().name(topic);
            Map<String, Long> limits = limits(name);
            checkRecordBytes(name, limits);
            checkInsync(name, limits);
            if (topic == JournalTopic.EVENTS) {
                checkRetention(name, limits);
            }
        }
    }

    private boolean exists(String topic) throws JournalSetupException {
        try {
            answer(admin.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (ExecutionException fault) {
            if (fault.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw refused("describe topic " + topic, fault);
        }
    }

    private void create(String topic, int partitions) throws JournalSetupException {
        JournalConfig.Topics topics = config.topics();
        if (!topics.create()) {
            throw new JournalSetupException("Topic " + topic + " does not exist; create it: kafka-topics.sh"
                    + " --bootstrap-server " + config.bootstrapServers() + " --create --topic " + topic
                    + " --partitions " + partitions + " --replication-factor " + topics.replication()
                    + " --config " + TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG + "="
                    + InsyncReplicas.wanted(topics.replication()));
        }
        NewTopic wanted = new NewTopic(topic, partitions, (short) topics.replication())
                .configs(Map.of(
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Integer.toString(InsyncReplicas.wanted(topics.replication()))));
        try {
            answer(admin.createTopics(List.of(wanted)).all());
        } catch (ExecutionException fault) {
            // Another process of ours may have been first.
            if (!(fault.getCause() instanceof TopicExistsException)) {
                throw refused("create topic " + topic, fault);
            }
        }
    }

    private Map<String, Long> limits(String topic) throws JournalSetupException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config described = known(
                        "read the settings of topic " + topic,
                        () -> admin.describeConfigs(List.of(resource)).all())
                .get(resource);
        return described == null ? Map.of() : numbers(described);
    }

    private static Map<String, Long> numbers(Config described) {
        Map<String, Long> numbers = new HashMap<>();
        for (String key : List.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                TopicConfig.RETENTION_MS_CONFIG,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)) {
            ConfigEntry entry = described.get(key);
            if (entry != null && entry.value() != null) {
                numbers.put(key, Long.parseLong(entry.value()));
            }
        }
        return numbers;
    }

    private void checkRecordBytes(String topic, Map<String, Long> limits) throws JournalSetupException {
        long allowed = limits.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.MAX_VALUE);
        long needed = config.topics().recordBytesMax();
        if (allowed < needed) {
            throw new JournalSetupException("Topic " + topic + " has max.message.bytes=" + allowed
                    + ", less than journal.record.bytes.max=" + needed + "; raise the one or lower the other");
        }
    }

    /** I7: what a reader must read back to know its duplicates has to be there. */
    private void checkRetention(String topic, Map<String, Long> limits) throws JournalSetupException {
        long kept = limits.getOrDefault(TopicConfig.RETENTION_MS_CONFIG, -1L);
        long needed = config.dedup().window().toMillis();
        if (kept >= 0 && kept < needed) {
            throw new JournalSetupException("Topic " + topic + " has retention.ms=" + kept
                    + ", less than journal.dedup.window=" + needed + " ms; raise the one or lower the other");
        }
    }

    /** I1: an acknowledgement has to outlive a broker wherever replicas are paid for. */
    private void checkInsync(String topic, Map<String, Long> limits) throws JournalSetupException {
        if (!config.topics().insyncCheck()) {
            return;
        }
        Map<String, TopicDescription> described = known(
                "describe topic " + topic,
                () -> admin.describeTopics(List.of(topic)).allTopicNames());
        int replication = described.values().stream()
                .flatMap(found -> found.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .max()
                .orElse(1);
        // Kafka's own default is 1.
        long minInsync = limits.getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1L);
        String problem = InsyncReplicas.problem(topic, replication, minInsync, config.bootstrapServers());
        if (problem != null) {
            throw new JournalSetupException(problem);
        }
    }

    /** Asks until the topic is known: one just created is not known to every broker at once. */
    private <T> T known(String wish, Supplier<KafkaFuture<T>> question) throws JournalSetupException {
        for (int attempt = 1; ; attempt++) {
            try {
                return answer(question.get());
            } catch (ExecutionException fault) {
                if (!(fault.getCause() instanceof UnknownTopicOrPartitionException) || attempt == TRIES_MAX) {
                    throw refused(wish, fault);
                }
            }
        }
    }

    private <T> T answer(KafkaFuture<T> future) throws ExecutionException, JournalSetupException {
        try {
            return future.get(ANSWER_MAX_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            throw new JournalSetupException("Kafka at " + config.bootstrapServers() + " does not answer", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new JournalSetupException("Interrupted while Kafka was asked for its topics", interrupted);
        }
    }

    private JournalSetupException refused(String wish, ExecutionException fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return new JournalSetupException(
                "Kafka at " + config.bootstrapServers() + " did not " + wish + ": " + cause.getMessage(), cause);
    }
}
