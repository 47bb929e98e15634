package io.ecompulse.insight;

/** A question as it came over the wire: understood, or refused with a sentence for whoever asked (status 400). */
public sealed interface Parsed<T> {
    record Understood<T>(T question) implements Parsed<T> {}

    record Refused<T>(String reason) implements Parsed<T> {}
}
