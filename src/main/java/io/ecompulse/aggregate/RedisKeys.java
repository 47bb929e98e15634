package io.ecompulse.aggregate;

/**
 * The names of everything in Redis. All keys of a partition share a hash tag, so that one script may touch them in a
 * cluster. Numbers stand under their generation: a rebuild fills another one beside it.
 *
 * <pre>
 *  ecompulse:2:ecompulse.events:partitions                    set of the partitions that have numbers
 *  ecompulse:2:{ecompulse.events-7}:generation                visible, and building and target while a rebuild runs
 *  ecompulse:2:{ecompulse.events-7}:0:…                       the numbers of a generation: {@link Generation}
 * </pre>
 */
final class RedisKeys {
    /** Raised when the shape of any key or field changes: numbers are then built anew beside the old ones. */
    static final String LAYOUT = "2";

    private final String prefix;
    private final String topic;

    RedisKeys(String prefix, String topic) {
        this.prefix = prefix + ':' + LAYOUT + ':';
        this.topic = topic;
    }

    String partitions() {
        return prefix + topic + ":partitions";
    }

    /** Says which generations there are. */
    String pointer(int partition) {
        return of(partition) + "generation";
    }

    Generation generation(int partition, long number) {
        return new Generation(of(partition) + number + ':', number);
    }

    private String of(int partition) {
        return prefix + '{' + topic + '-' + partition + "}:";
    }

    /**
     * The keys of one generation of one partition's numbers. Beside a bucket stand its sets and top lists.
     *
     * <pre>
     *  fence                 next; rebuiltAt while numbers are missing; since; the window of visits; never expires
     *  channels              set of source ids, those of bots with a ~ behind
     *  b:SOURCE:m:29400123   a minute's counts; h, d: hour and day; all: without an end
     *  b:SOURCE:m:29400123:v HyperLogLog of visitors; s: of sessions; f1 … f4: of the funnel's steps (hour, day, all)
     *  b:SOURCE:h:490002:pv  top list (hour, day), see {@link TopKind}
     *  s:SOURCE:20415:events what a field came to in each minute of a day, as 64-bit numbers one after the other
     *  o:20415               digests of the order ids of one day of arrival
     *  v:now, v:before       last sight and session of each visitor, of this window and the one before
     *  r:SOURCE              list of the last events, newest first
     * </pre>
     *
     * @param prefix of all
     */
    record Generation(String prefix, long number) {
        static final String VISITORS = ":v";
        static final String SESSIONS = ":s";

        String fence() {
            return prefix + "fence";
        }

        String channels() {
            return prefix + "channels";
        }

        /** @param start of the bucket, epoch milliseconds */
        String bucket(String channel, Grain grain, long start) {
            return prefix + "b:" + channel + ':' + grain.letter() + ':' + start / grain.millis();
        }

        /** The bucket of all time. */
        String total(String channel) {
            return prefix + "b:" + channel + ":all";
        }

        static String funnel(String bucket, FunnelStep step) {
            return bucket + ':' + step.letters();
        }

        static String top(String bucket, TopKind kind) {
            return bucket + ':' + kind.letters();
        }

        /** @param day since 1970 */
        String series(String channel, long day, String field) {
            return prefix + "s:" + channel + ':' + day + ':' + field;
        }

        /** @param day of arrival, since 1970 */
        String orders(long day) {
            return prefix + "o:" + day;
        }

        String visitsNow() {
            return prefix + "v:now";
        }

        String visitsBefore() {
            return prefix + "v:before";
        }

        String recent(String source) {
            return prefix + "r:" + source;
        }
    }
}
