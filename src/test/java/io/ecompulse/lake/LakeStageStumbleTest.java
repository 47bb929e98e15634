package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A record that our own code stumbles over does not stop its partition. */
final class LakeStageStumbleTest extends TracedLakeStage {
    private final Logger log = (Logger) LoggerFactory.getLogger(Window.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(logged);
    }

    @Test
    void itIsCountedAndNamedInTheLogWithoutItsContent() throws IOException {
        stage = stage(LakeFixture.config(temp), store, (record, topic, partition) -> {
            if (record.offset() == 1) {
                throw new IllegalStateException("stumbled over jane@example.com");
            }
            return EventRow.read(record, topic, partition);
        });
        stage.position(0);

        boolean taken = stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")))
                .succeeded();
        stage.release(0, true);

        assertThat(taken).isTrue();
        assertThat(committedOffsets(0)).containsExactly(0L, 2L);
        Marker marker = chain.at(TOPIC, 0, 0).orElseThrow();
        assertThat(marker.unreadable()).isEqualTo(1);
        assertThat(marker.end()).isEqualTo(3);
        assertThat(meters.counter("ecompulse.discarded.events", "stage", "lake", "reason", "poison")
                        .count())
                .isEqualTo(1);
        assertThat(logged.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .contains(TOPIC + "-0@1", "IllegalStateException")
                    .doesNotContain("jane");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }
}
