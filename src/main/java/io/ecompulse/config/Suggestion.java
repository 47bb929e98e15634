package io.ecompulse.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what someone probably meant. */
public final class Suggestion {
    private Suggestion() {}

    /** The candidate with the fewest single-character edits from {@code word}, when they leave enough of it; else null. */
    public static @Nullable String nearest(String word, Collection<String> candidates) {
        String nearest = null;
        int fewest = Math.min(word.length(), Math.max(2, word.length() / 3) + 1);
        for (String candidate : candidates) {
            int edits = edits(word, candidate);
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
