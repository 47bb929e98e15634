package io.ecompulse.aggregate;

/**
 * The names of everything in Redis. All keys of a partition share a hash tag, so that one script may touch them in a
 * cluster; buckets' visitors and sessions stand beside them under {@link #VISITORS} and {@link #SESSIONS}.
 *
 * <pre>
 *  ecompulse:1:{ecompulse.events-7}:fence                 next, and rebuiltAt while a rebuild is under way; never expires
 *  ecompulse:1:{ecompulse.events-7}:sources               set of source ids
 *  ecompulse:1:{ecompulse.events-7}:b:SOURCE:m:29400123   a minute's counts; h, d: hour and day; all: without an end
 *  ecompulse:1:{ecompulse.events-7}:b:SOURCE:m:29400123:v HyperLogLog of visitors; s: of sessions
 *  ecompulse:1:{ecompulse.events-7}:o:20415               digests of the order ids of one day of arrival
 *  ecompulse:1:{ecompulse.events-7}:r:SOURCE              list of the last events, newest first
 *  ecompulse:1:ecompulse.events:partitions                set of the partitions that have a fence
 * </pre>
 */
final class RedisKeys {
    /** Raised when the shape of any key or field changes: numbers are then built anew beside the old ones. */
    static final String LAYOUT = "1";

    static final String VISITORS = ":v";
    static final String SESSIONS = ":s";

    private final String prefix;
    private final String topic;

    RedisKeys(String prefix, String topic) {
        this.prefix = prefix + ':' + LAYOUT + ':';
        this.topic = topic;
    }

    String partitions() {
        return prefix + topic + ":partitions";
    }

    String fence(int partition) {
        return of(partition) + "fence";
    }

    String sources(int partition) {
        return of(partition) + "sources";
    }

    /** @param start of the bucket, epoch milliseconds */
    String bucket(int partition, String source, Grain grain, long start) {
        return of(partition) + "b:" + source + ':' + grain.letter() + ':' + start / grain.millis();
    }

    /** The bucket of all time. */
    String total(int partition, String source) {
        return of(partition) + "b:" + source + ":all";
    }

    /** @param day of arrival, days since 1970 */
    String orders(int partition, long day) {
        return of(partition) + "o:" + day;
    }

    String recent(int partition, String source) {
        return of(partition) + "r:" + source;
    }

    private String of(int partition) {
        return prefix + '{' + topic + '-' + partition + "}:";
    }
}
