package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import java.util.List;
import java.util.OptionalLong;

/**
 * Links of one partition's commit chain, each starting where the one before ends.
 *
 * @param fromBeginning the first of them is the first of its chain
 */
record ChainSegment(List<Marker> links, boolean fromBeginning) {
    ChainSegment {
        links = List.copyOf(links);
        if (links.isEmpty()) {
            throw new IllegalArgumentException("A segment has at least one link");
        }
        Marker before = links.get(0);
        for (Marker link : links.subList(1, links.size())) {
            if (link.start() != before.end()
                    || link.partition() != before.partition()
                    || !link.topic().equals(before.topic())) {
                throw new IllegalArgumentException("Link at " + link.start() + " does not follow " + before.end());
            }
            before = link;
        }
    }

    /**
     * I5: only what starts at the watermark may be loaded, or, without one, what begins its chain. To be asked inside the
     * transaction that loads it.
     *
     * @param watermark up to where the warehouse holds the partition; empty when it holds nothing of it
     */
    void refuseOtherStart(OptionalLong watermark) throws LoadRefused {
        if (watermark.isPresent() && watermark.getAsLong() != start()) {
            throw new LoadRefused("%s-%d is loaded up to %d, so a segment that starts at %d is refused"
                    .formatted(topic(), partition(), watermark.getAsLong(), start()));
        }
        if (watermark.isEmpty() && !fromBeginning) {
            throw new LoadRefused("%s-%d is not loaded yet, so its chain must be loaded from its beginning"
                    .formatted(topic(), partition()));
        }
    }

    String topic() {
        return links.get(0).topic();
    }

    int partition() {
        return links.get(0).partition();
    }

    long start() {
        return links.get(0).start();
    }

    long end() {
        return links.get(links.size() - 1).end();
    }

    List<Marker.File> files() {
        return links.stream().flatMap(link -> link.files().stream()).toList();
    }

    /** Its place, for whoever reads a log. */
    @Override
    public String toString() {
        return "%s-%d [%d,%d)".formatted(topic(), partition(), start(), end());
    }
}
