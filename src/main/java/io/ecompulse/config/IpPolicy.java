package io.ecompulse.config;

/** What a source lets us keep of a client's address (I10), the strictest last. */
public enum IpPolicy {
    /** As it is. */
    KEEP,
    /** IPv4 to /24, IPv6 to /48. */
    TRUNCATE,
    /** Not at all. */
    DROP;

    /** The one of both that keeps less. */
    public IpPolicy stricter(IpPolicy other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
