package io.ecompulse.aggregate;

import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.World;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Redis with numbers in it: may lose its last writes at a failover, or everything, and a command whose sender gave up may
 * still come to be done. The rules of the fence are those of {@link MemoryAggregateStore}, which passes the same contract as
 * the real one.
 */
public final class SimulatedRedis {
    private static final int LOSS_ONE_IN = 25;
    private static final int CUT_ONE_IN = 25;

    private final World world;
    private final List<Delta> applied = new ArrayList<>();
    private final Map<Integer, Set<Long>> ends = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    /** On their way although nobody waits for them any more. */
    private final List<Runnable> strays = new ArrayList<>();

    private final BiConsumer<Integer, Long> changed;
    private MemoryAggregateStore truth = new MemoryAggregateStore(Shop.config());

    /** @param changed is told of every new position */
    public SimulatedRedis(World world, BiConsumer<Integer, Long> changed) {
        this.world = world;
        this.changed = changed;
    }

    /** Whether numbers ever stood at a position. */
    public boolean wasAt(int partition, long end) {
        return ends.getOrDefault(partition, Set.of()).contains(end);
    }

    public long position(int partition) {
        return truth.position(partition).result().orElse(0);
    }

    public Map<String, Long> total(int partition, String source) {
        return truth.total(partition, source);
    }

    /** Everything is gone. */
    public void flush() {
        world.trace(() -> "Redis loses everything");
        keep(0);
    }

    /** A replica takes over that had not seen the last writes. */
    public void failOver() {
        int kept = applied.size() - world.below(Math.min(8, applied.size() + 1));
        world.trace(() -> "Redis goes back to " + kept + " of " + applied.size() + " deltas");
        keep(kept);
    }

    private void keep(int deltas) {
        List<Delta> kept = List.copyOf(applied.subList(0, deltas));
        applied.clear();
        truth = new MemoryAggregateStore(Shop.config());
        kept.forEach(this::apply);
    }

    private AggregateStore.Verdict apply(Delta delta) {
        AggregateStore.Verdict verdict = truth.apply(delta).result();
        if (verdict instanceof AggregateStore.Verdict.Applied) {
            applied.add(delta);
            ends.computeIfAbsent(delta.partition(), none -> new HashSet<>()).add(delta.end());
            world.trace(() -> "counted: " + delta.partition() + " [" + delta.start() + "," + delta.end() + ")");
            changed.accept(delta.partition(), delta.end());
        }
        return verdict;
    }

    /** Something on its way arrives, or is lost. */
    public void step() {
        if (!strays.isEmpty() && world.below(3) == 0) {
            strays.remove(world.below(strays.size())).run();
        } else if (!links.isEmpty()) {
            Link link = links.get(world.below(links.size()));
            int commands = 1 + world.below(3);
            for (int i = 0; i < commands; i++) {
                link.step();
            }
        }
    }

    /** Everything on its way arrives. */
    public void settleDown() {
        strays.forEach(Runnable::run);
        strays.clear();
        links.forEach(link -> {
            while (!link.commands.isEmpty()) {
                link.step();
            }
        });
    }

    AggregateStore as(Host host) {
        Link link = new Link(host);
        links.add(link);
        host.onDeath(() -> {
            link.cut();
            links.remove(link);
        });
        return link;
    }

    private record Command(Runnable deed, Runnable answer, Runnable loss) {}

    /** A process's connection: commands are done in the order they were sent. */
    private final class Link implements AggregateStore {
        private final Host host;
        private final Deque<Command> commands = new ArrayDeque<>();

        Link(Host host) {
            this.host = host;
        }

        void step() {
            if (commands.isEmpty()) {
                return;
            }
            if (world.strikes(CUT_ONE_IN)) {
                cut();
                return;
            }
            Command next = commands.remove();
            next.deed().run();
            host.run(world.strikes(LOSS_ONE_IN) ? next.loss() : next.answer());
        }

        /** Nobody hears of what was sent. Some of it is lost, some will still be done. */
        private void cut() {
            world.trace(() -> "the link of " + host.name() + " is cut");
            for (Command command : commands) {
                if (world.below(2) == 0) {
                    strays.add(command.deed());
                }
                host.run(command.loss());
            }
            commands.clear();
        }

        private <T> Future<T> send(String what, Supplier<T> deed) {
            host.port(what);
            Promise<T> promise = Promise.promise();
            List<T> result = new ArrayList<>();
            commands.add(new Command(
                    () -> result.add(deed.get()),
                    () -> promise.tryComplete(result.get(0)),
                    () -> promise.tryFail(new IOException("simulated"))));
            return promise.future();
        }

        @Override
        public Future<OptionalLong> position(int partition) {
            return send(
                    "asks Redis for " + partition,
                    () -> truth.position(partition).result());
        }

        @Override
        public Future<Void> rebuilding(int partition, long until) {
            return send("says that " + partition + " is incomplete", () -> null);
        }

        @Override
        public Future<Verdict> apply(Delta delta) {
            return send(
                    "sends " + delta.partition() + " [" + delta.start() + "," + delta.end() + ")",
                    () -> SimulatedRedis.this.apply(delta));
        }
    }
}
