package io.ecompulse.edge;

import java.util.Base64;

/** The smallest picture: one transparent dot. */
final class Gif {
    private static final String DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private Gif() {}

    /** Its 43 bytes, a fresh copy. */
    static byte[] dot() {
        return Base64.getDecoder().decode(DOT);
    }
}
