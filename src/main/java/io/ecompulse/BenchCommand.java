package io.ecompulse;

import io.ecompulse.dev.traffic.Bench;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands its words to {@link Bench}, which reads them itself. */
@Command(name = "bench", description = "Loads a server and prints events/s, latencies and its CPU per event.")
final class BenchCommand implements Callable<Integer> {
    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        System.setProperty("logback.configurationFile", "logback-plain.xml");
        Bench.Clocks clocks = new Bench.Clocks(InstantSource.system(), System::nanoTime);
        return Bench.run(words, System.out, clocks, RandomGenerator.getDefault());
    }
}
