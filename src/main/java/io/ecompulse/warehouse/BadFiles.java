package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import io.ecompulse.telemetry.StageMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the files of a link that do not load, by halves, and writes them down in the quarantine. */
final class BadFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BadFiles.class);

    private final Warehouse warehouse;
    private final WarehouseConfig.Load config;
    private final StageMeters meters;

    BadFiles(Warehouse warehouse, WarehouseConfig.Load config, StageMeters meters) {
        this.warehouse = warehouse;
        this.config = config;
        this.meters = meters;
    }

    /**
     * What was found.
     *
     * @param held what an operator is told; empty when nothing is held
     * @param skipped the chain may go on at once
     */
    record Found(String held, boolean skipped) {}

    /** Looks at a link that does not load. Whatever fails here leaves it as it was: it is looked at again. */
    Found hold(Marker link) {
        try {
            List<HeldFile> known = warehouse.held();
            List<HeldFile> bad = known.stream()
                    .filter(held -> link.files().contains(held.file()) && !held.skipped())
                    .toList();
            if (!bad.isEmpty()) {
                return new Found(told(bad), false);
            }
            bad = search(link, unskipped(link, known));
            if (bad.isEmpty()) {
                return new Found("", false);
            }
            long skippedBefore = known.stream().filter(HeldFile::skipped).count();
            boolean skip = config.badFile() == WarehouseConfig.BadFile.SKIP
                    && skippedBefore + bad.size() <= config.skippedMax();
            warehouse.hold(bad.stream()
                    .map(file -> HeldFile.of(link, file.file(), file.reason(), skip))
                    .toList());
            for (HeldFile file : bad) {
                meters.error(LoadStep.QUARANTINE);
                LOG.error(
                        "File {} does not load and is {}: {}",
                        file.file().path(),
                        skip ? "skipped" : "held",
                        file.reason());
            }
            return new Found(told(bad), skip);
        } catch (WarehouseFault fault) {
            LOG.warn(
                    "The files at {} of {}-{} cannot be tried: {}",
                    link.start(),
                    link.topic(),
                    link.partition(),
                    fault.getMessage());
            return new Found("", false);
        }
    }

    private static List<Marker.File> unskipped(Marker link, List<HeldFile> known) {
        List<Marker.File> skipped = known.stream().map(HeldFile::file).toList();
        return link.files().stream().filter(file -> !skipped.contains(file)).toList();
    }

    private List<HeldFile> search(Marker link, List<Marker.File> files) throws WarehouseFault {
        String why = files.isEmpty() ? null : warehouse.trial(files);
        if (why == null) {
            return List.of();
        }
        if (files.size() == 1) {
            return List.of(HeldFile.of(link, files.get(0), why, false));
        }
        int middle = files.size() / 2;
        List<HeldFile> bad = new ArrayList<>(search(link, files.subList(0, middle)));
        bad.addAll(search(link, files.subList(middle, files.size())));
        return bad;
    }

    private static String told(List<HeldFile> bad) {
        return bad.stream()
                .map(held -> "file " + held.file().path() + " does not load (" + held.reason()
                        + "); mend it, or go on without it: ecompulse quarantine skip "
                        + held.file().path())
                .collect(Collectors.joining("; "));
    }
}
