package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Options.WrongUsage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** {@code ecompulse bench}: a closed loop of prepared batches, on one event loop so that it leaves the CPU to the server. */
public final class Bench {
    private final BenchPlan plan;
    private final LongSupplier nanos;
    private final ServerCpu server;
    private final BenchTally tally = new BenchTally();
    private final PreparedRequests requests;

    private Bench(BenchPlan plan, Clocks clocks, RandomGenerator random) {
        this.plan = plan;
        this.nanos = clocks.nanos();
        this.server = new ServerCpu(plan);
        this.requests = new PreparedRequests(plan, new ShopTraffic(random, clocks.wall()));
    }

    /** The time of day for the events, and a clock that never jumps for the measuring. */
    public record Clocks(InstantSource wall, LongSupplier nanos) {}

    /** Returns the exit code: 0 measured, 1 nothing was accepted, 2 wrong usage. Blocks until the figures are printed. */
    public static int run(List<String> args, PrintStream out, Clocks clocks, RandomGenerator random)
            throws InterruptedException {
        if (args.contains("--help")) {
            out.print(BenchPlan.HELP);
            return 0;
        }
        try {
            return new Bench(BenchPlan.from(args), clocks, random).measure(out);
        } catch (WrongUsage wrong) {
            out.println("ecompulse bench: " + wrong.getMessage());
            return 2;
        } catch (ExecutionException unreachable) {
            Throwable cause = unreachable.getCause();
            out.println("ecompulse bench: " + (cause == null ? unreachable : cause).getMessage());
            return 1;
        }
    }

    private int measure(PrintStream out) throws InterruptedException, ExecutionException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            Load load = new Load(vertx, plan, nanos, requests, tally);
            if (plan.warmupSeconds() > 0) {
                await(load.start());
                await(vertx.timer(plan.warmupSeconds(), TimeUnit.SECONDS));
            }
            BenchReport.Reading before = read();
            await(load.onLoop(tally::open));
            if (plan.warmupSeconds() == 0) {
                await(load.start()); // Only now, or the first answers would come uncounted.
            }
            await(vertx.timer(plan.seconds(), TimeUnit.SECONDS));
            BenchReport.Reading after =
                    read(); // a loaded server may take its time to tell; what it does meanwhile counts
            await(load.onLoop(tally::close));
            await(load.onLoop(load::stop));
            new BenchReport(plan, requests.bytesPerEvent()).print(out, tally, before, after);
            return tally.accepted() > 0 ? 0 : 1;
        } finally {
            await(vertx.close());
        }
    }

    private BenchReport.Reading read() throws InterruptedException {
        OptionalLong own =
                ServerCpu.ofProcess(Optional.of(ProcessHandle.current().info()));
        OptionalLong used = server.micros();
        return new BenchReport.Reading(nanos.getAsLong(), used, own);
    }

    private static void await(Future<?> future) throws InterruptedException, ExecutionException {
        future.toCompletionStage().toCompletableFuture().get();
    }
}
