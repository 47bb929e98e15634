package io.ecompulse.warehouse;

/** What a load did: rows now there, and rows of its files that were there before. */
record Loaded(long files, long rows, long duplicates) {}
