package io.ecompulse.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that the chains of a lake list, and those that none lists. Blocks. */
public final class CommittedFiles {
    /** {@code <table>/v=<version>/date=…/hour=HH/<partition>-<start>-<writer>.parquet}. */
    private static final Pattern NAME =
            Pattern.compile("\\w+/v=\\d+/date=(\\d{4}-\\d{2}-\\d{2})/hour=\\d{2}/(\\d{1,9})-(\\d{20})-[^/]+\\.parquet");

    private final LakeStore store;
    private final ReadableChain chain;

    public CommittedFiles(LakeStore store) {
        this.store = store;
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

    /**
     * Files that no link lists and none will: their window starts below the end of its chain, where every link stands already.
     *
     * @param before the date, as folders name it, from which on files are left alone
     */
    public List<String> orphans(String before) throws IOException {
        Set<String> listed = new HashSet<>();
        Map<CommitChain.Partition, Long> ends = new HashMap<>();
        Map<String, Set<String>> topics = new HashMap<>();
        walk(link -> {
            ends.merge(new CommitChain.Partition(link.topic(), link.partition()), link.end(), Math::max);
            for (Marker.File file : link.files()) {
                listed.add(file.path());
                topics.computeIfAbsent(file.table(), none -> new HashSet<>()).add(link.topic());
            }
        });
        List<String> orphans = new ArrayList<>();
        for (Table table : Tables.ALL) {
            Set<String> of = topics.getOrDefault(table.name(), Set.of());
            String folder = table.name() + "/";
            for (String path : of.size() == 1 ? store.list(folder, folder) : List.<String>of()) {
                if (!listed.contains(path) && isDead(path, of.iterator().next(), ends, before)) {
                    orphans.add(path);
                }
            }
        }
        return orphans;
    }

    private static boolean isDead(String path, String topic, Map<CommitChain.Partition, Long> ends, String before) {
        Matcher name = NAME.matcher(path);
        if (!name.matches() || name.group(1).compareTo(before) >= 0) {
            return false;
        }
        Long end = ends.get(new CommitChain.Partition(topic, Integer.parseInt(name.group(2))));
        return end != null && Long.parseLong(name.group(3)) < end;
    }
}
