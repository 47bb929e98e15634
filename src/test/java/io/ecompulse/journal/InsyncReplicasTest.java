package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InsyncReplicasTest {
    @Test
    void wantsTwoWhereThereAreTwo() {
        assertThat(InsyncReplicas.wanted(1)).isEqualTo(1);
        assertThat(InsyncReplicas.wanted(2)).isEqualTo(2);
        assertThat(InsyncReplicas.wanted(3)).isEqualTo(2);
    }

    @Test
    void refusesAReplicatedTopicOfWhichOneReplicaIsEnough() {
        assertThat(InsyncReplicas.problem("t", 3, 1, "k:9092"))
                .isEqualTo("Topic t has 3 replicas but min.insync.replicas=1, so an acknowledged event may stand on one"
                        + " broker only; cure it: kafka-configs.sh --bootstrap-server k:9092 --alter --entity-type topics"
                        + " --entity-name t --add-config min.insync.replicas=2"
                        + " (or accept it: journal.topic.insync.check=false)");
        assertThat(InsyncReplicas.problem("t", 2, 1, "k:9092")).isNotNull();
    }

    @Test
    void acceptsTwoInSyncAndMore() {
        assertThat(InsyncReplicas.problem("t", 2, 2, "k:9092")).isNull();
        assertThat(InsyncReplicas.problem("t", 3, 2, "k:9092")).isNull();
        assertThat(InsyncReplicas.problem("t", 3, 3, "k:9092")).isNull();
    }

    @Test
    void acceptsATopicOfOneReplica() {
        assertThat(InsyncReplicas.problem("t", 1, 1, "k:9092")).isNull();
    }
}
