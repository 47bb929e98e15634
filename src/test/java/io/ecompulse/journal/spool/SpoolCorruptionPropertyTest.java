package io.ecompulse.journal.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** I1: harm to a segment's bytes on a real disk is seen, costs only the records it hit, and never alters one. */
final class SpoolCorruptionPropertyTest {
    private static final SpoolConfig.Disk CONFIG = new SpoolConfig.Disk(1 << 18, 4096, 1 << 18, 1024);

    private final List<byte[]> appended = new ArrayList<>();
    private Random random = new Random();

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void anyFlippedBitIsSeenAndCostsAtMostOneRecord(@ForAll long seed) throws IOException {
        harmed(seed, content -> content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8)), 1);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void anyTruncationIsSeenAndTheRecordsBeforeItAreDelivered(@ForAll long seed) throws IOException {
        harmed(seed, null, Integer.MAX_VALUE);
    }

    private interface Harm {
        void to(byte[] content);
    }

    /** @param flip null to cut the file instead */
    private void harmed(long seed, @Nullable Harm flip, int lostMax) throws IOException {
        random = new Random(seed);
        appended.clear();
        Path folder = Files.createTempDirectory("spool-harm");
        FolderFiles files = new FolderFiles(folder);
        fill(files);
        Path segment = segment(folder);
        byte[] content = Files.readAllBytes(segment);
        int cut = random.nextInt(content.length);
        if (flip == null) {
            content = Arrays.copyOf(content, cut);
        } else {
            flip.to(content);
        }
        Files.write(segment, content);

        SpoolLog log = open(files);
        List<SpoolRecord> read = readAll(log);
        SpoolStatus status = log.status();

        int at = 0;
        for (SpoolRecord record : read) {
            while (at < appended.size() && !Arrays.equals(appended.get(at), record.payload())) {
                at++;
            }
            assertThat(at).as("altered or out of order").isLessThan(appended.size());
            at++;
        }
        assertThat(appended.size() - read.size()).isLessThanOrEqualTo(lostMax);
        if (flip == null) {
            assertThat(read).hasSize(intact(number(segment), cut));
        }
        boolean headerCopyOnly = flip != null && read.size() == appended.size();
        assertThat(status.corruptBytes() + status.tornBytes() > 0 || headerCopyOnly)
                .as("seen")
                .isTrue();
        log.close();
        delete(folder);
    }

    /** How many records stand in other segments, or end before the cut in this one. */
    private int intact(long harmed, int cut) {
        int intact = 0;
        long segment = 1;
        int end = Segment.HEADER_BYTES;
        for (byte[] record : appended) {
            if (end + Frame.HEADER_BYTES + record.length > CONFIG.segmentBytes()) {
                segment++;
                end = Segment.HEADER_BYTES;
            }
            end += Frame.HEADER_BYTES + record.length;
            intact += segment != harmed || end <= cut ? 1 : 0;
        }
        return intact;
    }

    private static long number(Path segment) {
        return Segment.number(String.valueOf(segment.getFileName()));
    }

    private void fill(SpoolFiles files) throws IOException {
        SpoolLog log = open(files);
        for (int i = 0; i < 40; i++) {
            byte[] record = new byte[20 + random.nextInt(400)];
            random.nextBytes(record);
            appended.add(record);
            assertThat(log.append(List.of(record))).isTrue();
        }
        log.force();
        log.close();
    }

    private static SpoolLog open(SpoolFiles files) throws IOException {
        return SpoolLog.open(files, CONFIG, new Fault(() -> {}), new Reserve.Source(new Random(1)::nextLong, () -> 5));
    }

    private static List<SpoolRecord> readAll(SpoolLog log) throws IOException {
        List<SpoolRecord> read = new ArrayList<>();
        for (Optional<SpoolChunk> chunk = log.next(500); chunk.isPresent(); chunk = log.next(500)) {
            read.addAll(chunk.get().records());
        }
        return read;
    }

    private Path segment(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> segments = all.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
            return segments.get(random.nextInt(segments.size()));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
