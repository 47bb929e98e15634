package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a lake that nobody reads any more: what no link lists and none will, and what a compacted run replaced. Blocks. */
public final class DeadFiles {
    /** {@code <table>/v=<version>/date=…/hour=HH/<partition>-<start>-<writer>.parquet}. */
    private static final Pattern COMMITTED =
            Pattern.compile("\\w+/v=\\d+/date=(\\d{4}-\\d{2}-\\d{2})/hour=\\d{2}/(\\d{1,9})-(\\d{20})-[^/]+\\.parquet");
    /** {@code …/compact-<partition>-<start>-<milliseconds since 1970>-<random>.parquet}. */
    private static final Pattern COMPACTED = Pattern.compile(
            "\\w+/v=\\d+/date=[\\d-]{10}/hour=\\d{2}/compact-\\d{1,9}-\\d{20}-(\\d{13})-[0-9a-f]{8}\\.parquet");

    private final LakeStore store;
    private final CommitChain links;
    private final CompactedRuns runs;
    private final String receivedBefore;
    private final Instant madeBefore;

    private final Set<String> present = new TreeSet<>();
    private final Set<String> listed = new HashSet<>();
    private final Map<Partition, Long> ends = new HashMap<>();
    private final Map<String, Set<String>> topics = new HashMap<>();

    /**
     * @param receivedBefore the date, as folders name it, from which on files are left alone
     * @param madeBefore the moment from which on compacted files, and what they replaced, are left alone
     */
    public DeadFiles(LakeStore store, String receivedBefore, Instant madeBefore) {
        this.store = store;
        this.links = new CommitChain(store);
        this.runs = new CompactedRuns(store);
        this.receivedBefore = receivedBefore;
        this.madeBefore = madeBefore;
    }

    /**
     * Small files of a run that was compacted long enough ago.
     *
     * @param paths of those that are still there
     */
    public record Replaced(CompactedRun run, List<String> paths) {}

    /**
     * What was found.
     *
     * @param orphans files that no link lists and none will: they start below the end of their chain, where every link
     *     stands already
     */
    public record Found(List<String> orphans, List<Replaced> replaced) {}

    /** Looks at the whole lake, once. */
    public Found find() throws IOException {
        for (Table table : Tables.ALL) { // In front of the chains: what is committed meanwhile is not among them.
            present.addAll(store.list(table.name() + "/", table.name() + "/"));
        }
        List<Replaced> replaced = new ArrayList<>();
        for (Partition partition : links.partitions()) {
            walk(partition);
            for (CompactedRun run : runs.all(partition.topic(), partition.number())) {
                run.link().files().forEach(file -> listed.add(file.path()));
                replaced(run, replaced);
            }
        }
        return new Found(orphans(), replaced);
    }

    private void walk(Partition partition) throws IOException {
        long at = links.begin(partition.topic(), partition.number()).orElse(0);
        Optional<Marker> link = links.at(partition.topic(), partition.number(), at);
        while (link.isPresent()) {
            for (Marker.File file : link.get().files()) {
                listed.add(file.path());
                topics.computeIfAbsent(file.table(), none -> new HashSet<>()).add(partition.topic());
            }
            at = link.get().end();
            ends.put(partition, at);
            link = links.at(partition.topic(), partition.number(), at);
        }
    }

    private void replaced(CompactedRun run, List<Replaced> replaced) throws IOException {
        boolean isWhole = run.link().files().stream().allMatch(file -> present.contains(file.path()));
        if (!isWhole || !run.at().isBefore(madeBefore)) {
            return;
        }
        List<String> paths = new ArrayList<>();
        for (long start : run.starts()) {
            links.at(run.link().topic(), run.link().partition(), start)
                    .ifPresent(link -> link.files().forEach(file -> paths.add(file.path())));
        }
        paths.retainAll(present);
        if (!paths.isEmpty()) {
            replaced.add(new Replaced(run, paths));
        }
    }

    private List<String> orphans() {
        return present.stream()
                .filter(path -> !listed.contains(path) && isDead(path))
                .toList();
    }

    private boolean isDead(String path) {
        Matcher compacted = COMPACTED.matcher(path);
        if (compacted.matches()) {
            return Long.parseLong(compacted.group(1)) < madeBefore.toEpochMilli();
        }
        Matcher name = COMMITTED.matcher(path);
        Set<String> of = topics.getOrDefault(path.substring(0, path.indexOf('/')), Set.of());
        if (of.size() != 1 || !name.matches() || name.group(1).compareTo(receivedBefore) >= 0) {
            return false;
        }
        Long end = ends.get(new Partition(of.iterator().next(), Integer.parseInt(name.group(2))));
        return end != null && Long.parseLong(name.group(3)) < end;
    }

    /** Deletes an orphan. */
    public void delete(String orphan) throws IOException {
        store.delete(orphan);
    }

    /** Deletes the small files of a run, once it is noted where a reader would look for them. */
    public void delete(Replaced replaced) throws IOException {
        runs.note(replaced.run());
        for (String path : replaced.paths()) {
            store.delete(path);
        }
    }
}
