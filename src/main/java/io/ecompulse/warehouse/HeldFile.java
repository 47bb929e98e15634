package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;

/**
 * A committed file that does not load.
 *
 * @param start of the link that lists it
 * @param skipped the chain goes on without it
 */
public record HeldFile(
        Marker.File file, String topic, int partition, long start, long end, String reason, boolean skipped) {
    static HeldFile of(Marker link, Marker.File file, String reason, boolean skipped) {
        return new HeldFile(file, link.topic(), link.partition(), link.start(), link.end(), reason, skipped);
    }
}
