package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lints what the chains of a lake list, and the chains themselves. */
public final class LakeLint {
    private final LakeStore store;
    private final Path scratch;

    /** @param scratch a file that is written over, for a lake that stands elsewhere */
    public LakeLint(LakeStore store, Path scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    /** Whoever is told. */
    @FunctionalInterface
    public interface Report {
        /** @param findings none for a file that loads */
        void of(String what, List<String> findings);
    }

    /** Looks at every committed file below a prefix, chain by chain, and at every link. */
    public void run(String prefix, Report report) throws IOException {
        Map<CommitChain.Partition, Long> ends = new LinkedHashMap<>();
        new CommittedFiles(store).walk(link -> {
            ends.put(new CommitChain.Partition(link.topic(), link.partition()), link.end());
            for (Marker.File file : link.files()) {
                if (file.path().startsWith(prefix)) {
                    report.of(file.path(), file(file));
                }
            }
        });
        CommitChain chain = new CommitChain(store);
        for (Map.Entry<CommitChain.Partition, Long> walked : ends.entrySet()) {
            CommitChain.Partition partition = walked.getKey();
            long last = chain.end(partition.topic(), partition.number()).orElse(walked.getValue());
            if (chain.at(partition.topic(), partition.number(), walked.getValue())
                            .isEmpty()
                    && last > walked.getValue()) {
                report.of(
                        "chain of " + partition.topic() + "-" + partition.number(),
                        List.of("ends at " + walked.getValue() + ", but links stand behind a gap, up to " + last));
            }
        }
    }

    private List<String> file(Marker.File file) throws IOException {
        Optional<Path> here = store.local(file.path());
        if (here.isPresent()) {
            return Files.exists(here.get()) ? FileLint.findings(here.get(), file) : List.of("is missing");
        }
        try {
            store.fetch(file.path(), scratch);
            return FileLint.findings(scratch, file);
        } catch (NoSuchFileException missing) {
            return List.of("is missing");
        }
    }
}
