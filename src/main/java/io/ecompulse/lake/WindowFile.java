package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a window writes its rows to. Ends either finished or discarded; after a fault it can only be discarded. */
interface WindowFile {
    /** Makes files; Parquet's, but where thousands of windows are written only to see which rows they hold. */
    @FunctionalInterface
    interface Format {
        /** @param footer what stands in the file beside the rows, for whoever finds it without its marker */
        WindowFile create(SpoolFile spooled, Table table, LakeConfig config, Map<String, String> footer)
                throws IOException;
    }

    /** @param held bytes that stay in memory for as long as the row waits, as its texts are parts of them */
    void append(@Nullable Object[] row, long held) throws IOException;

    /** Estimate of what waits in memory. */
    long bufferedBytes();

    /** Writes the rest; the file is whole afterwards. */
    Path finish() throws IOException;

    /** Drops the file without finishing it. */
    void discard() throws IOException;
}
