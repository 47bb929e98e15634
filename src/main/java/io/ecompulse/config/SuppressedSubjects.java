package io.ecompulse.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The persons of whom nothing is stored, as a file lists them: a line is the SHA-256 of source, NUL and id, in hexadecimal. Empty
 * lines and lines that begin with {@code #} say nothing. Holds the first 128 bits of each, 16 bytes; that two ids share them
 * does not happen. Immutable.
 */
public final class SuppressedSubjects {
    /** Nobody. */
    public static final SuppressedSubjects NONE = new SuppressedSubjects(new long[0]);

    private static final int HEX_LENGTH = 64;

    private final MessageDigest prototype = sha256();
    /** Pairs of words, in the order of both as signed numbers. */
    private final long[] prefixes;

    private SuppressedSubjects(long[] prefixes) {
        this.prefixes = prefixes;
    }

    /**
     * Reads such a file.
     *
     * @param subjectsMax more of them are refused: a list that is cut would store whom it should not
     * @throws SettingsException when it cannot be read or used; names no line's content
     */
    public static SuppressedSubjects read(Path file, int subjectsMax) throws SettingsException {
        Lines lines = new Lines(subjectsMax);
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line.strip());
            }
        } catch (IOException unreadable) {
            throw new SettingsException(List.of("privacy.subjects.file " + file + " cannot be read: "
                    + unreadable.getClass().getSimpleName()));
        }
        return new SuppressedSubjects(lines.sorted());
    }

    /** What stands in the file for an id. */
    public static String line(String source, String id) {
        return HexFormat.of().formatHex(digest(sha256(), source, id.getBytes(StandardCharsets.UTF_8)));
    }

    public boolean isEmpty() {
        return prefixes.length == 0;
    }

    public int size() {
        return prefixes.length / 2;
    }

    /** Whether nothing of this person is stored. */
    public boolean contains(String source, byte[] id) {
        if (isEmpty()) {
            return false;
        }
        ByteBuffer hash = ByteBuffer.wrap(digest(copy(), source, id));
        return contains(hash.getLong(), hash.getLong());
    }

    private boolean contains(long high, long low) {
        int from = 0;
        int to = size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compare(prefixes[2 * middle], high);
            order = order == 0 ? Long.compare(prefixes[2 * middle + 1], low) : order;
            if (order == 0) {
                return true;
            }
            from = order < 0 ? middle + 1 : from;
            to = order < 0 ? to : middle - 1;
        }
        return false;
    }

    private static byte[] digest(MessageDigest sha, String source, byte[] id) {
        sha.update(source.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
        return sha.digest(id);
    }

    private MessageDigest copy() {
        try {
            return (MessageDigest) prototype.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("every JDK has a SHA-256 that can be cloned", impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The prefixes of a file's lines as they are read. */
    private static final class Lines {
        private final int subjectsMax;
        private long[] read = new long[64];
        private int subjects;
        private int number;

        Lines(int subjectsMax) {
            this.subjectsMax = subjectsMax;
        }

        void add(String line) throws SettingsException {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                return;
            }
            if (subjects == subjectsMax) {
                throw new SettingsException(
                        List.of("privacy.subjects.file: more than privacy.subjects.max = " + subjectsMax + " lines"));
            }
            if (2 * subjects == read.length) {
                read = Arrays.copyOf(read, (int) Math.min(2L * read.length, 2L * subjectsMax));
            }
            ByteBuffer hash = ByteBuffer.wrap(bytes(line));
            read[2 * subjects] = hash.getLong();
            read[2 * subjects + 1] = hash.getLong();
            subjects++;
        }

        private byte[] bytes(String line) throws SettingsException {
            if (line.length() == HEX_LENGTH) {
                try {
                    return HexFormat.of().parseHex(line);
                } catch (IllegalArgumentException notHex) {
                    // Said below, for both.
                }
            }
            throw new SettingsException(List.of("privacy.subjects.file, line " + number
                    + ": expected 64 hexadecimal digits; scripts/ecompulse subject prints them"));
        }

        long[] sorted() {
            long[][] pairs = new long[subjects][];
            for (int i = 0; i < subjects; i++) {
                pairs[i] = new long[] {read[2 * i], read[2 * i + 1]};
            }
            Arrays.sort(pairs, (a, b) -> a[0] == b[0] ? Long.compare(a[1], b[1]) : Long.compare(a[0], b[0]));
            for (int i = 0; i < subjects; i++) {
                read[2 * i] = pairs[i][0];
                read[2 * i + 1] = pairs[i][1];
            }
            return Arrays.copyOf(read, 2 * subjects);
        }
    }
}
