package io.ecompulse.edge.bot;

import java.util.Arrays;
import java.util.List;

/** Finds which of many words stand in a text, in one walk over it, by the first letters of each. Immutable once made. */
final class WordIndex {
    /** Letters that a word is found by. */
    static final int LETTERS_MIN = 3;

    private static final int NONE = -1;

    private final String[] words;
    private final int[] first;
    private final int[] next;

    /** Told of a word by its place in the list, and of where in the text it begins. */
    @FunctionalInterface
    interface Found {
        void word(int index, int at);
    }

    WordIndex(List<String> words) {
        this.words = words.toArray(String[]::new);
        this.first = new int[Integer.highestOneBit(Math.max(1, words.size())) * 4];
        this.next = new int[words.size()];
        Arrays.fill(first, NONE);
        for (int i = words.size() - 1; i >= 0; i--) {
            int place = place(words.get(i), 0);
            next[i] = first[place];
            first[place] = i;
        }
    }

    void in(String text, Found found) {
        for (int at = 0; at + LETTERS_MIN <= text.length(); at++) {
            for (int i = first[place(text, at)]; i != NONE; i = next[i]) {
                if (text.startsWith(words[i], at)) {
                    found.word(i, at);
                }
            }
        }
    }

    private int place(String text, int at) {
        int letters = text.charAt(at) * 961 + text.charAt(at + 1) * 31 + text.charAt(at + 2);
        return ((letters * 0x9E3779B1) >>> 16) & (first.length - 1);
    }
}
