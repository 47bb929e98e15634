package io.ecompulse.warehouse;

/** The warehouse could not do what was asked. After a load, what is true stands in its watermark: read it again. */
final class WarehouseFault extends Exception {
    private static final long serialVersionUID = 1L;

    WarehouseFault(String what, Throwable cause) {
        super(what, cause);
    }

    WarehouseFault(String what) {
        super(what);
    }
}
