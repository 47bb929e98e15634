package io.ecompulse.edge.protocol;

/** One client language. Stateless, used by all event loops. */
public interface Protocol {
    /** As the envelope names it: {@code segment}. */
    String tag();

    /** Splits a body into its events, without judging them yet. */
    Opened open(byte[] body, Call call);
}
