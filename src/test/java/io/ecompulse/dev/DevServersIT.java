package io.ecompulse.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevServersIT {
    @TempDir
    Path data;

    @Test
    void startsBothBelowOneFolderInTime() {
        long before = System.nanoTime();
        try (DevServers servers = DevServers.start(data)) {
            System.out.println("dev servers up in "
                    + Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms");
            assertThat(servers.bootstrapServers()).startsWith("127.0.0.1:");
            assertThat(servers.redisUri()).startsWith("redis://127.0.0.1:");
            assertThat(data.resolve("kafka")).isDirectory();
            assertThat(data.resolve("redis")).isDirectory();
        }
    }
}
