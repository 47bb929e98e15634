package io.ecompulse.warehouse;

import java.util.List;

/** Where rows are loaded to. Every call blocks. Safe for many threads; loads come one after the other. */
interface Warehouse extends AutoCloseable {
    /** Makes what is missing: tables, history, watermarks. */
    void prepare() throws WarehouseFault;

    /** How far each partition is loaded, by topic and number; one that was never loaded is not among them. */
    List<Watermark> watermarks() throws WarehouseFault;

    /**
     * Loads a segment in one transaction: its files' rows that are not there yet, their history, the new watermark.
     *
     * @throws LoadRefused when the segment does not start at the watermark, or, without a watermark, is not the beginning of
     *     its chain
     */
    Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault;

    @Override
    void close() throws WarehouseFault;
}
