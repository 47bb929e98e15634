package io.ecompulse.client;

import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Where to connect to next, and after which pause. */
final class Attempts {
    private static final int DOUBLINGS_MAX = 20;

    private final EventSocketConfig config;
    private final RandomGenerator random;
    private int server;
    private int failed;

    Attempts(EventSocketConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.server = random.nextInt(config.servers().size());
    }

    URI server() {
        return config.servers().get(server);
    }

    void elsewhere() {
        server = (server + 1) % config.servers().size();
    }

    void succeeded() {
        failed = 0;
    }

    /** Full jitter: a random part of a bound that doubles, so that clients do not come back in step. */
    Duration pause() {
        long bound = config.backoff().toNanos() << Math.min(failed, DOUBLINGS_MAX);
        long max = config.backoffMax().toNanos();
        failed++;
        return Duration.ofNanos(random.nextLong(Math.max(1, bound <= 0 ? max : Math.min(bound, max))));
    }
}
