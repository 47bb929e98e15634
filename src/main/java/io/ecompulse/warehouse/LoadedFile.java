package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;

/**
 * A file as {@code load_history} has it.
 *
 * @param start of the link that listed it
 */
record LoadedFile(Marker.File file, long start, long end) {}
