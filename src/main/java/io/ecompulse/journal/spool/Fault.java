package io.ecompulse.journal.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fault after which nothing more is written. A force that failed is never tried again: the kernel may have dropped the
 * pages, and a second force would succeed without them. Any thread may call.
 */
final class Fault {
    private static final Logger LOG = LoggerFactory.getLogger(Fault.class);

    private final Runnable fatal;
    private @Nullable String problem;

    Fault(Runnable fatal) {
        this.fatal = fatal;
    }

    /** Notes the first fault, tells the owner of it once, and hands the cause back to be thrown. */
    IOException strike(String what, IOException cause) {
        synchronized (this) {
            if (problem != null) {
                return cause;
            }
            problem = what + " failed (" + cause.getMessage() + "); nothing more is written until a restart";
        }
        LOG.error("Spool: {}", problem());
        fatal.run();
        return cause;
    }

    synchronized @Nullable String problem() {
        return problem;
    }

    void check() throws IOException {
        String struck = problem();
        if (struck != null) {
            throw new IOException(struck);
        }
    }
}
