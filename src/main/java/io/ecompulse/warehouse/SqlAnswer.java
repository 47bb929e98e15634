package io.ecompulse.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query came to. */
public sealed interface SqlAnswer {
    /**
     * Its result. Values are numbers, booleans, text or null.
     *
     * @param complete false when there were more rows, or more bytes of them, than allowed
     */
    record Rows(List<String> columns, List<List<@Nullable Object>> rows, boolean complete) implements SqlAnswer {}

    /** It was not run, or failed; one sentence says why. */
    record Refused(String why) implements SqlAnswer {}
}
