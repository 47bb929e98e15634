package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where rows are loaded to. Every call blocks. Safe for many threads; loads come one after the other. */
interface Warehouse extends AutoCloseable {
    /** Makes what is missing: tables, columns, history, watermarks. */
    void prepare() throws WarehouseFault;

    /** How far each partition is loaded, by topic and number; one that was never loaded is not among them. */
    List<Watermark> watermarks() throws WarehouseFault;

    /**
     * Loads a segment in one transaction: its files' rows that are not there yet, their history, the new watermark. Files
     * that are skipped are passed over.
     *
     * @throws LoadRefused when the segment does not start at the watermark, or, without a watermark, is not the beginning of
     *     its chain
     */
    Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault;

    /**
     * Loads a segment that is loaded once more, in one transaction: what its files say stands in place of what stood of it.
     *
     * @throws LoadRefused when not all of it is loaded; what is not is left to the loader
     */
    Loaded reload(ChainSegment segment) throws LoadRefused, WarehouseFault;

    /** The files of a partition that are written down as loaded, by their place in its chain. */
    List<LoadedFile> history(String topic, int partition) throws WarehouseFault;

    /** Tries files and keeps nothing: why they do not load, or null when they do. */
    @Nullable
    String trial(List<Marker.File> files) throws WarehouseFault;

    /** Writes down files that do not load. */
    void hold(List<HeldFile> files) throws WarehouseFault;

    /** The files that are written down, by place in their chains. */
    List<HeldFile> held() throws WarehouseFault;

    /** Lets the chain go on without a file that is held; false when it is not. */
    boolean skip(String path) throws WarehouseFault;

    @Override
    void close() throws WarehouseFault;
}
