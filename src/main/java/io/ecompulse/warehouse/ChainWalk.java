package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What of the chains is to be loaded next. */
final class ChainWalk {
    private final ReadableChain chain;
    private final int rowsMax;

    /** @param rowsMax rows after which a segment takes no further link */
    ChainWalk(ReadableChain chain, int rowsMax) {
        this.chain = chain;
        this.rowsMax = rowsMax;
    }

    /** The next links, from the watermark on; null at the chain's end. */
    @Nullable
    ChainSegment segment(Partition partition, OptionalLong watermark, int linksMax) throws IOException {
        OptionalLong start = watermark.isPresent() ? watermark : chain.begin(partition.topic(), partition.number());
        if (start.isEmpty()) {
            return null;
        }
        List<Marker> links = new ArrayList<>();
        long rows = 0;
        long at = start.getAsLong();
        while (links.size() < linksMax && rows < rowsMax) {
            Optional<Marker> link = chain.at(partition.topic(), partition.number(), at);
            if (link.isEmpty()) {
                break;
            }
            links.add(link.get());
            rows += link.get().rows();
            at = link.get().end();
        }
        return links.isEmpty() ? null : new ChainSegment(links, watermark.isEmpty());
    }
}
