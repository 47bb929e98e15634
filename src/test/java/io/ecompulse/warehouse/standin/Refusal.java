package io.ecompulse.warehouse.standin;

/** An error as Redshift tells it to its client. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String state;
    private final String detail;

    public Refusal(String state, String message, String detail) {
        super(message);
        this.state = state;
        this.detail = detail;
    }

    public Refusal(String message) {
        this("XX000", message, "");
    }

    /** As a cluster tells it that keeps transactions serializable. */
    public static Refusal conflict() {
        return new Refusal(
                "XX000",
                "1023",
                "Serializable isolation violation on table - 119371, transactions forming the cycle are: 1745830,"
                        + " 1745762 (pid:15021)");
    }

    String state() {
        return state;
    }

    String detail() {
        return detail;
    }
}
