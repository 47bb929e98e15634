package io.ecompulse.aggregate;

import java.util.regex.Pattern;

/**
 * What people who watch events may read of whom they are from. Masked: e-mail and IP addresses wherever they stand, and of an id
 * its beginning only. Shown: everything.
 */
public enum Masking {
    MASKED,
    SHOWN;

    private static final int ID_LENGTH = 4;
    private static final String CUT = "…";
    /** What stands before the @ but for its first letter, and after it but for the last label. */
    private static final Pattern MAIL =
            Pattern.compile("([^\\s@<>\"]?)[^\\s@<>\"]*@[^\\s@<>\"]*?((?:\\.[A-Za-z]{2,24})?)(?=[\\s<>\"]|$)");

    private static final Pattern IPV4 = Pattern.compile("\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b");
    /** Three groups at least, so that a time of day is none. */
    private static final Pattern IPV6 =
            Pattern.compile("(?i)(?<![0-9a-f:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![0-9a-f:])");

    /** The beginning of a text, without half a character at its end. */
    public static String beginning(String text, int length) {
        return Counted.cut(text, length);
    }

    /** A text of a client, or one that may quote it. */
    public String text(String text) {
        if (this == SHOWN) {
            return text;
        }
        String masked = text.indexOf('@') < 0 ? text : MAIL.matcher(text).replaceAll("$1" + CUT + "@" + CUT + "$2");
        masked = masked.indexOf('.') < 0 ? masked : IPV4.matcher(masked).replaceAll(CUT);
        return masked.indexOf(':') < 0 ? masked : IPV6.matcher(masked).replaceAll(CUT);
    }

    /** The id of a person, however it looks. */
    public String id(String id) {
        if (this == SHOWN) {
            return id;
        }
        return id.indexOf('@') >= 0 ? text(id) : id.length() <= ID_LENGTH ? CUT : Counted.cut(id, ID_LENGTH) + CUT;
    }
}
