package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.faults.FaultyHttp;
import io.ecompulse.faults.HttpFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The lake's S3 server, a process of its own, and the network in front of it, on which requests can be made to fail. */
final class S3Lake {
    private static final Pattern READY = Pattern.compile("s3 ready");
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);

    private final Path objects;
    private final Child server;
    private final FaultyHttp network;

    private S3Lake(Path objects, Child server, FaultyHttp network) {
        this.objects = objects;
        this.server = server;
        this.network = network;
    }

    /** Starts on an empty folder and returns when it takes clients. */
    static S3Lake start(Path folder) throws IOException {
        Path objects = folder.resolve("s3");
        int port = Ports.free();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + folder,
                "-Dlogback.configurationFile=logback-plain.xml",
                "-cp",
                System.getProperty("java.class.path"),
                S3Main.class.getName(),
                objects.toString(),
                Integer.toString(port));
        Child server = Child.start(folder, "s3", command, Map.of());
        try {
            server.awaitLine(READY, READY_WITHIN);
            return new S3Lake(objects, server, new FaultyHttp(port));
        } catch (IOException | RuntimeException notStarted) {
            server.kill9();
            throw notStarted;
        }
    }

    /** The folder that holds the lake as objects, each in a file of its name. */
    Path data() {
        return objects.resolve(S3Main.BUCKET);
    }

    /** Of every role that touches the lake. The timeouts are the shortest that are allowed. */
    List<String> settings() {
        return List.of(
                "lake.url=s3a://" + S3Main.BUCKET + "/lake",
                "lake.s3.endpoint=http://127.0.0.1:" + network.port(),
                "lake.s3.path.style=true",
                "lake.s3.attempts=2",
                "lake.s3.timeout=15s",
                "lake.s3.upload.timeout=15s");
    }

    Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", S3Main.ID, "AWS_SECRET_ACCESS_KEY", S3Main.SECRET);
    }

    /** Lets each request meet one of these faults, drawn anew, for as long as told. */
    void fail(List<HttpFault> faults, RandomGenerator random, Duration time) {
        Random draw = new Random(random.nextLong());
        during(time, request -> faults.get(draw.nextInt(faults.size())));
    }

    /** Ends every other upload in the middle or takes its answer away; what is read may end early too. */
    void cut(RandomGenerator random, Duration time) {
        Random draw = new Random(random.nextLong());
        during(time, request -> {
            if (draw.nextBoolean()) {
                return HttpFault.NONE;
            }
            if (request.startsWith("GET ")) {
                return HttpFault.CUT_ANSWER;
            }
            return draw.nextBoolean() ? HttpFault.CUT_REQUEST : HttpFault.LOSE_ANSWER;
        });
    }

    /** Lets every request wait before it is passed on. */
    void slow(Duration each, Duration time) {
        during(time, request -> {
            Hold.during(each);
            return HttpFault.NONE;
        });
    }

    /** Ends the server and the network; may be called while either fails. */
    void close() {
        server.kill9();
        try {
            network.close();
        } catch (IOException gone) {
            System.out.println("faults: the network before S3 could not be closed: " + gone.getMessage());
        }
    }

    /** A time in which nobody asked S3 for anything would prove nothing. */
    private void during(Duration time, Function<String, HttpFault> faults) {
        AtomicInteger requests = new AtomicInteger();
        network.schedule(request -> {
            requests.incrementAndGet();
            return faults.apply(request);
        });
        Hold.during(time);
        network.schedule(request -> HttpFault.NONE);
        assertThat(requests.get()).as("requests that met a fault of S3").isPositive();
    }
}
