package io.ecompulse.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one job of a kind work on a lake at a time. Each lease is a file of the next number, created if absent, so two never
 * have the same; the highest is in force until it is over or given back. One that dies keeps others away no longer than that.
 */
final class JobLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobLease.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeStore store;
    private final String folder;
    private final String owner;
    private final Duration length;
    private final InstantSource clock;
    private long number;
    private Instant until;
    private boolean lost;

    private JobLease(LakeStore store, String job, String owner, Duration length, InstantSource clock) {
        this.store = store;
        this.folder = "_jobs/" + job + "/";
        this.owner = owner;
        this.length = length;
        this.clock = clock;
        this.until = clock.instant();
    }

    /** The lease is another's. */
    static final class Taken extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Taken(String message) {
            super(message);
        }
    }

    /**
     * @param owner unique for each job
     * @throws Taken when another has it
     */
    static JobLease take(LakeStore store, String job, String owner, Duration length, InstantSource clock)
            throws IOException {
        JobLease lease = new JobLease(store, job, owner, length, clock);
        List<String> names = lease.names();
        for (String name : names) {
            lease.number = Math.max(lease.number, numberOf(name));
        }
        String last = CommitChain.digits(lease.number);
        if (names.contains(last + ".json") && !names.contains(last + ".done")) {
            lease.refuseOther(last);
        }
        lease.next();
        for (String name : names) { // Nobody looks at lower numbers.
            store.delete(lease.folder + name);
        }
        return lease;
    }

    private void refuseOther(String name) throws IOException {
        Instant over = until(standing(folder + name + ".json"));
        if (clock.instant().isBefore(over)) {
            throw new Taken("another such job has this lake, until " + over + " at the latest");
        }
    }

    /** Makes it last; to be called before each step that only one job may take. */
    void renew() throws IOException {
        if (Duration.between(clock.instant(), until).compareTo(length.dividedBy(2)) < 0) {
            String old = folder + CommitChain.digits(number) + ".json";
            next();
            store.delete(old);
        }
    }

    private void next() throws IOException {
        long next = number + 1;
        byte[] json = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("owner", owner)
                .put("until", clock.instant().plus(length).toEpochMilli()));
        String path = folder + CommitChain.digits(next) + ".json";
        store.createIfAbsent(path, json);
        JsonNode there = standing(path); // Whatever the answer was: that of one that landed may be lost.
        boolean ours = owner.equals(there.path("owner").asText());
        // A number that was given once may be free again, but then a higher one stands.
        if (!ours || names().stream().anyMatch(name -> numberOf(name) > next)) {
            lost = true;
            throw new Taken("another such job took this lake");
        }
        number = next;
        until = until(there);
    }

    private JsonNode standing(String path) throws IOException {
        return JSON.readTree(store.read(path).orElse(new byte[] {'{', '}'}));
    }

    private static Instant until(JsonNode lease) {
        return Instant.ofEpochMilli(lease.path("until").asLong());
    }

    private List<String> names() throws IOException {
        return store.list(folder, folder).stream()
                .map(path -> path.substring(folder.length()))
                .filter(name -> name.matches("\\d{20}\\.(json|done)"))
                .toList();
    }

    private static long numberOf(String name) {
        return Long.parseLong(name.substring(0, 20));
    }

    /** Gives it back, unless it is another's by now: that one's is not ours to give. */
    @Override
    public void close() {
        if (lost) {
            return;
        }
        try {
            store.createIfAbsent(folder + CommitChain.digits(number) + ".done", new byte[] {'1'});
        } catch (IOException fault) {
            LOG.warn("The lease in {} is not given back, and stands until {}: {}", folder, until, fault.getMessage());
        }
    }
}
