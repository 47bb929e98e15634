package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionReadTest {
    private final PartitionRead read =
            new PartitionRead(new TopicPartition("t", 3), Journals.config().dedup());
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

    @BeforeEach
    void start() {
        read.start(1, 0, 0);
        read.read();
    }

    @Test
    void tellsByIdAndFingerprintWhatARecordIs() {
        append("a:anna", "1", fingerprint(7));
        append("a:anna", "1", fingerprint(7));
        append("a:anna", "1", fingerprint(8));
        append("a:bert", "1", fingerprint(8));
        append("b:anna", "1", fingerprint(8));

        assertThat(sightings())
                .containsExactly(
                        Sighting.FRESH, Sighting.DUPLICATE, Sighting.CONFLICT, Sighting.DUPLICATE, Sighting.FRESH);
    }

    @Test
    void takesAnIdWithoutAFingerprintOrWithAnOddOneForTheSameEvent() {
        append("a:anna", "1", fingerprint(7));
        append("a:anna", "1", null);
        append("a:anna", "1", new byte[7]);
        append("a:anna", "1", new byte[9]);

        assertThat(sightings())
                .containsExactly(Sighting.FRESH, Sighting.DUPLICATE, Sighting.DUPLICATE, Sighting.DUPLICATE);
    }

    @Test
    void aRecordWithoutAnIdIsNeverSeenBefore() {
        append("a:anna", null, fingerprint(7));
        append("a:anna", null, fingerprint(7));

        assertThat(sightings()).containsExactly(Sighting.FRESH, Sighting.FRESH);
    }

    @Test
    void handsTheFingerprintOn() {
        append("a:anna", "1", fingerprint(Long.MIN_VALUE + 5));
        append("a:anna", "2", null);

        assertThat(records()).extracting(JournalRecord::fingerprint).containsExactly(Long.MIN_VALUE + 5, 0L);
    }

    private List<Sighting> sightings() {
        return records().stream().map(JournalRecord::sighting).toList();
    }

    private List<JournalRecord> records() {
        PolledBatch polled = read.polled(log, log.size());
        assertThat(polled).isNotNull();
        return polled.batch().records();
    }

    private static byte[] fingerprint(long bits) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    }

    private void append(String key, @Nullable String id, byte @Nullable [] fingerprint) {
        RecordHeaders headers = new RecordHeaders();
        if (id != null) {
            headers.add(JournalEntry.ID, Journals.bytes(id));
        }
        if (fingerprint != null) {
            headers.add(JournalEntry.FINGERPRINT, fingerprint);
        }
        log.add(new ConsumerRecord<>(
                "t",
                3,
                log.size(),
                1_000,
                TimestampType.CREATE_TIME,
                0,
                0,
                Journals.bytes(key),
                new byte[0],
                headers,
                Optional.empty()));
    }
}
