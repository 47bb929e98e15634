package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Markers as lakes hold them for ever: their text may grow, and must not change. */
class MarkerJsonTest {
    private static final Marker MARKER = new Marker(
            "ecompulse.events",
            3,
            1_000,
            1_250,
            List.of(new Marker.File(
                    "events", "events/v=3/date=2026-11-23/hour=16/3-1000-lake-0.parquet", 4_711, 240, 3)),
            8,
            1,
            2,
            Instant.parse("2026-11-23T16:00:00.120Z"),
            Instant.parse("2026-11-23T16:00:59Z"),
            new TreeMap<>(Map.of("shop", new Marker.SourceCount(240, 8))),
            "lake-0");
    private static final String TEXT = ("{'topic':'ecompulse.events','partition':3,'start':1000,'end':1250,"
                    + "'files':[{'table':'events','path':'events/v=3/date=2026-11-23/hour=16/3-1000-lake-0.parquet',"
                    + "'bytes':4711,'rows':240,'version':3}],'duplicates':8,'conflicts':1,'unreadable':2,"
                    + "'receivedFrom':'2026-11-23T16:00:00.120Z','receivedTo':'2026-11-23T16:00:59Z',"
                    + "'sources':{'shop':{'rows':240,'duplicates':8}},'writer':'lake-0'}")
            .replace('\'', '"');

    @Test
    void standsInTheLakeAsItAlwaysDid() throws IOException {
        assertThat(new String(MarkerJson.write(MARKER), UTF_8)).isEqualTo(TEXT);
        assertThat(MarkerJson.read(TEXT.getBytes(UTF_8))).isEqualTo(MARKER);
    }

    @Test
    void aLaterProgramMayAddMembers() throws IOException {
        String later = TEXT.replace(
                        "\"duplicates\":8,\"conflicts\"", "\"later\":{\"start\":1},\"duplicates\":8,\"conflicts\"")
                .replace("\"version\":3", "\"version\":3,\"checksum\":\"x\"");

        assertThat(later).contains("later", "checksum");
        assertThat(MarkerJson.read(later.getBytes(UTF_8))).isEqualTo(MARKER);
    }
}
