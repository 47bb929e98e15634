package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The commit chains as whoever reads files must see them: where a run of links is compacted, one link stands for it. Each
 * position is in one link of a walk, whether a job compacts meanwhile or not. Writers go by {@link CommitChain}.
 */
public final class ReadableChain {
    private final CommitChain links;
    private final CompactedRuns runs;

    public ReadableChain(LakeStore store) {
        this.links = new CommitChain(store);
        this.runs = new CompactedRuns(store);
    }

    /** The partitions that have a chain, by topic and number. */
    public List<Partition> partitions() throws IOException {
        return links.partitions();
    }

    /** Where the chain ends; empty when there is none. */
    public OptionalLong end(String topic, int partition) throws IOException {
        return links.end(topic, partition);
    }

    /** Where the chain begins; empty when there is none. */
    public OptionalLong begin(String topic, int partition) throws IOException {
        return links.begin(topic, partition);
    }

    /** How many links a writer committed from a position on. */
    public long linksFrom(String topic, int partition, long start) throws IOException {
        return links.linksFrom(topic, partition, start);
    }

    /**
     * The link that starts at a position, which may stand for a run; empty when the chain ends there. Inside a run it is the
     * writer's own, for as long as its files stand.
     *
     * @throws CompactedAway when they are gone
     */
    public Optional<Marker> at(String topic, int partition, long start) throws IOException {
        // In this order: at the end of a chain, where a loader looks again and again, it is one request.
        Optional<Marker> link = links.at(topic, partition, start);
        if (link.isEmpty()) {
            return link;
        }
        Optional<CompactedRun> run = run(topic, partition, start);
        return run.isPresent() ? run.map(CompactedRun::link) : link;
    }

    /** The run that starts at a position. */
    public Optional<CompactedRun> run(String topic, int partition, long start) throws IOException {
        return runs.at(topic, partition, start);
    }

    /** The link as its writer committed it, whose files may be gone where a run stands for it. */
    public Optional<Marker> committed(String topic, int partition, long start) throws IOException {
        return links.at(topic, partition, start);
    }

    /** The link, as its writer committed it, that a position lies in; empty when it lies before the chain or behind it. */
    public Optional<Marker> covering(String topic, int partition, long position) throws IOException {
        return links.covering(topic, partition, position);
    }

    /** What stands for a link that was committed: itself, or a run that it lies in. */
    public Marker standing(Marker link) throws IOException {
        return runs.covering(link.topic(), link.partition(), link.start())
                .map(CompactedRun::link)
                .orElse(link);
    }
}
