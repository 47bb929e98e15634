package io.ecompulse.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process takes from the machine at one moment, as Linux tells it.
 *
 * @param residentBytes VmRSS
 * @param files open file descriptors
 */
record Footprint(long residentBytes, long files, long threads) {
    static Footprint of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String status = Files.readString(process.resolve("status"));
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return new Footprint(field(status, "VmRSS:") * 1024, open.count(), field(status, "Threads:"));
        }
    }

    private static long field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
