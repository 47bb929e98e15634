package io.ecompulse.aggregate;

/**
 * Where in time an event counts: in its own, as finely as buckets of that time still live when it arrives; else where it
 * arrives.
 *
 * @param at epoch milliseconds
 * @param finest of the buckets that still live
 * @param late its own time is not believed, or over, and it counts where it arrived
 */
record Place(long at, Grain finest, boolean late) {
    static Place of(long received, long own, AggregateConfig config) {
        if (own <= received + config.tolerance().toMillis()) {
            for (Grain grain : Grain.values()) {
                if (grain.expiry(grain.floor(own), config.retention()) > received) {
                    return new Place(own, grain, false);
                }
            }
        }
        return new Place(received, Grain.MINUTE, true);
    }
}
