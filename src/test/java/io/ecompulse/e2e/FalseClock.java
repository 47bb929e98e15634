package io.ecompulse.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A wall clock that a file moves while a process runs by it; its monotonic clock stays true, as on a machine whose time is
 * set. Needs libfaketime, which is not everywhere.
 */
final class FalseClock {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    private final Path file;

    private FalseClock(Path file) {
        this.file = file;
    }

    /** A clock that goes right so far; empty where the library is missing. */
    static Optional<FalseClock> in(Path folder) throws IOException {
        if (!Files.exists(LIBRARY)) {
            return Optional.empty();
        }
        FalseClock clock = new FalseClock(folder.resolve("clock"));
        clock.set(Duration.ZERO);
        return Optional.of(clock);
    }

    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }

    /** From now on (and within a second) wrong by this much. */
    void set(Duration wrong) throws IOException {
        long seconds = wrong.toSeconds();
        Files.writeString(file, (seconds < 0 ? "" : "+") + seconds + "s\n");
    }
}
