package io.ecompulse.warehouse;

/** The warehouse could not do what was asked. After a load, what is true stands in its watermark: read it again. */
final class WarehouseFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is to be done about it. */
    enum Kind {
        /** Tried again later: it may go by. */
        PASSING,
        /** Another transaction was in the way: the same again is likely to succeed. */
        CONFLICT,
        /** A file is at fault: it will not load by itself. */
        FILES
    }

    WarehouseFault(Kind kind, String what, Throwable cause) {
        super(what, cause);
        this.kind = kind;
    }

    WarehouseFault(Kind kind, String what) {
        super(what);
        this.kind = kind;
    }

    WarehouseFault(String what, Throwable cause) {
        this(Kind.PASSING, what, cause);
    }

    WarehouseFault(String what) {
        this(Kind.PASSING, what);
    }

    Kind kind() {
        return kind;
    }
}
