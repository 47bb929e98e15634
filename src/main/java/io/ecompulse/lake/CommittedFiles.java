package io.ecompulse.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that the chains of a lake list, as readers see them. Blocks. */
public final class CommittedFiles {
    private final ReadableChain chain;

    public CommittedFiles(LakeStore store) {
        this.chain = new ReadableChain(store);
    }

    /** Whoever is shown a link. */
    @FunctionalInterface
    public interface Visitor {
        void link(Marker link) throws IOException;
    }

    /** Shows every link at this moment, chain by chain; one that stands for a compacted run in place of those. */
    public void walk(Visitor visitor) throws IOException {
        for (CommitChain.Partition partition : chain.partitions()) {
            long at = chain.begin(partition.topic(), partition.number()).orElse(0);
            Optional<Marker> link = chain.at(partition.topic(), partition.number(), at);
            while (link.isPresent()) {
                visitor.link(link.get());
                at = link.get().end();
                link = chain.at(partition.topic(), partition.number(), at);
            }
        }
    }

    /** All of them. */
    public List<Marker.File> all() throws IOException {
        List<Marker.File> files = new ArrayList<>();
        walk(link -> files.addAll(link.files()));
        return files;
    }
}
