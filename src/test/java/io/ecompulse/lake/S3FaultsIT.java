package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.faults.FaultyHttp;
import io.ecompulse.faults.HttpFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.hadoop.fs.s3a.impl.AWSClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault ends in success or in an exception within the bound; never in a false success. Three attempts a request. */
@Timeout(60)
final class S3FaultsIT {
    private static final String MARKER = "_commits/t/0/1.json";
    private static final byte[] OURS = "ours".getBytes(UTF_8);
    private static final byte[] THEIRS = "theirs".getBytes(UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private static S3Server server;

    @TempDir
    Path temp;

    private FaultyHttp network;
    private S3LakeStore direct;
    private S3LakeStore store;

    @BeforeAll
    static void startServer() throws Exception {
        AWSClientConfig.setMinimumOperationDuration(Duration.ZERO); // Else S3A makes 15 s of every shorter timeout.
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        AWSClientConfig.resetMinimumOperationDuration();
        server.close();
    }

    @BeforeEach
    void openStores() throws IOException {
        network = new FaultyHttp(server.port());
        String prefix = String.valueOf(temp.getFileName());
        direct = S3LakeStore.open(S3Server.place(server.port(), prefix));
        store = S3LakeStore.open(S3Server.place(network.port(), prefix, TIMEOUT));
    }

    @AfterEach
    void closeStores() throws IOException {
        store.close();
        direct.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "ERROR", "CUT_REQUEST", "LOSE_ANSWER"})
    void createsOnceWhenOneAttemptFails(HttpFault fault) throws IOException {
        network.schedule(first(1, "PUT ", fault));

        assertThat(store.createIfAbsent(MARKER, OURS)).isTrue();

        assertThat(direct.read(MARKER)).hasValue(OURS);
        assertThat(store.createIfAbsent(MARKER, OURS)).isFalse(); // The same bytes, but another attempt's.
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "ERROR", "CUT_REQUEST", "HANG"})
    void failsWithinTheBoundAndSucceedsLater(HttpFault fault) throws IOException {
        network.schedule(request -> fault);

        long began = System.nanoTime();
        assertThatThrownBy(() -> store.createIfAbsent(MARKER, OURS)).isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.multipliedBy(3));

        assertThat(direct.read(MARKER)).isEmpty();
        network.schedule(request -> HttpFault.NONE);
        assertThat(store.createIfAbsent(MARKER, OURS)).isTrue();
    }

    @Test
    void recognisesItsOwnFileWhenEveryAnswerIsLost() throws IOException {
        network.schedule(first(Integer.MAX_VALUE, "PUT ", HttpFault.LOSE_ANSWER));

        assertThat(store.createIfAbsent(MARKER, OURS)).isTrue();

        assertThat(direct.read(MARKER)).hasValue(OURS);
    }

    @Test
    void takesNoOtherWritersFileForItsOwn() throws IOException {
        direct.createIfAbsent(MARKER, THEIRS);
        direct.createIfAbsent(MARKER + "2", OURS);
        network.schedule(first(Integer.MAX_VALUE, "PUT ", HttpFault.LOSE_ANSWER));

        assertThat(store.createIfAbsent(MARKER, OURS)).isFalse();
        assertThat(store.createIfAbsent(MARKER + "2", OURS)).isFalse();

        assertThat(direct.read(MARKER)).hasValue(THEIRS);
    }

    @Test
    void doesNotKnowTheOutcomeWhenItCannotAsk() throws IOException {
        network.schedule(request -> HttpFault.LOSE_ANSWER);

        assertThatThrownBy(() -> store.createIfAbsent(MARKER, OURS)).isInstanceOf(IOException.class);

        assertThat(direct.read(MARKER)).hasValue(OURS);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "ERROR", "CUT_REQUEST", "LOSE_ANSWER"})
    void storesALargeFileWhenOneOfItsRequestsFails(HttpFault fault) throws IOException {
        for (String step : new String[] {"POST .*uploads.*", "PUT .*partNumber=2.*", "POST .*uploadId.*"}) {
            network.schedule(matching(1, step, fault));
            String path = "events/" + step.hashCode();

            assertThat(store.putOnce(large(), path)).isEqualTo(Files.size(large()));

            direct.fetch(path, temp.resolve("copy"));
            assertThat(Files.mismatch(large(), temp.resolve("copy"))).isEqualTo(-1);
        }
    }

    @Test
    void leavesNoUploadBehindWhenAPartCannotBeSent() throws IOException {
        int before = server.pendingUploads();
        network.schedule(matching(Integer.MAX_VALUE, "PUT .*partNumber=2.*", HttpFault.CUT_REQUEST));

        assertThatThrownBy(() -> store.putOnce(large(), "events/large")).isInstanceOf(IOException.class);

        assertThat(direct.read("events/large")).isEmpty();
        assertThat(server.pendingUploads()).isEqualTo(before);
    }

    @Test
    void leavesNoUploadBehindWhenTheNameIsTaken() throws IOException {
        int before = server.pendingUploads();
        direct.createIfAbsent("events/large", THEIRS);

        assertThatThrownBy(() -> store.putOnce(large(), "events/large"))
                .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);

        assertThat(direct.read("events/large")).hasValue(THEIRS);
        assertThat(server.pendingUploads()).isEqualTo(before);
    }

    @Test
    void readsWholeFilesOrFails() throws IOException {
        direct.createIfAbsent(MARKER, OURS);
        network.schedule(first(1, "GET ", HttpFault.CUT_ANSWER));
        assertThat(store.read(MARKER)).hasValue(OURS);

        network.schedule(request -> HttpFault.CUT_ANSWER);
        assertThatThrownBy(() -> store.read(MARKER)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.fetch(MARKER, temp.resolve("copy"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.list("_commits/", "")).isInstanceOf(IOException.class);
    }

    @Test
    void failsSoonWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (S3LakeStore dead = S3LakeStore.open(S3Server.place(port, "dead", TIMEOUT))) {
            assertThatThrownBy(() -> dead.probe("x")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theProbeRefusesAServerThatOverwrites() throws Exception {
        S3Server open = S3Server.startOpen();
        FaultyHttp forgetful = new FaultyHttp(open.port());
        forgetful.schedule(request -> HttpFault.FORGET_CONDITION);
        try (S3LakeStore careless = S3LakeStore.open(S3Server.place(forgetful.port(), "x"))) {
            assertThatThrownBy(() -> careless.probe("x")).hasMessageContaining("conditional create");
            forgetful.schedule(request -> HttpFault.NONE);
            careless.probe("x");
        } finally {
            forgetful.close();
            open.close();
        }
    }

    private Path large() throws IOException {
        Path large = temp.resolve("large");
        return Files.exists(large) ? large : Files.write(large, new byte[17 * 1024 * 1024]);
    }

    private static Function<String, HttpFault> first(int times, String method, HttpFault fault) {
        return matching(times, method + ".*", fault);
    }

    private static Function<String, HttpFault> matching(int times, String request, HttpFault fault) {
        AtomicInteger left = new AtomicInteger(times);
        return line -> line.matches(request) && left.getAndDecrement() > 0 ? fault : HttpFault.NONE;
    }
}
