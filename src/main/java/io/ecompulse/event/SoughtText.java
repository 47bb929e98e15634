package io.ecompulse.event;

/**
 * A text that is looked for inside of others. Both may be as long as an event and made to be nearly alike all along, so the
 * search never goes back in the other text: its time grows with their lengths, not with the product (Knuth, Morris, Pratt).
 */
final class SoughtText {
    private final byte[] text;
    /** How much of the beginning stands again before each place: from there on goes a match that fails there. */
    private final int[] again;

    /** @param text not empty */
    SoughtText(byte[] text) {
        this.text = text;
        this.again = new int[text.length];
        for (int at = 1; at < text.length; at++) {
            again[at] = next(again[at - 1], text[at]);
        }
    }

    boolean isIn(byte[] other) {
        if (other.length < text.length) {
            return false;
        }
        int matched = 0;
        for (byte letter : other) {
            matched = next(matched, letter);
            if (matched == text.length) {
                return true;
            }
        }
        return false;
    }

    /** How much of the beginning is matched after one more letter; not asked when all of it is. */
    private int next(int before, byte letter) {
        int matched = before;
        while (matched > 0 && text[matched] != letter) {
            matched = again[matched - 1];
        }
        return text[matched] == letter ? matched + 1 : 0;
    }
}
