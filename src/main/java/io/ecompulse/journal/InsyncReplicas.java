package io.ecompulse.journal;

import org.jspecify.annotations.Nullable;

/** How many brokers must hold a record before acks=all is an acknowledgement that outlives one of them (I1). */
final class InsyncReplicas {
    private static final int SURVIVING = 2;

    private InsyncReplicas() {}

    /** The min.insync.replicas that a topic of so many replicas should have. */
    static int wanted(int replication) {
        return Math.min(SURVIVING, replication);
    }

    /**
     * Why a topic is no home for acknowledged events, and the command that cures it; else null. One replica alone is a choice
     * that nobody takes by mistake.
     *
     * @param replication the replicas of its most replicated partition
     * @param minInsync the min.insync.replicas in effect
     */
    static @Nullable String problem(String topic, int replication, long minInsync, String bootstrapServers) {
        int wanted = wanted(replication);
        if (minInsync >= wanted) {
            return null;
        }
        return "Topic " + topic + " has " + replication + " replicas but min.insync.replicas=" + minInsync
                + ", so an acknowledged event may stand on one broker only; cure it: kafka-configs.sh --bootstrap-server "
                + bootstrapServers + " --alter --entity-type topics --entity-name " + topic
                + " --add-config min.insync.replicas=" + wanted
                + " (or accept it: journal.topic.insync.check=false)";
    }
}
