package io.ecompulse.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One KRaft broker with its controller, in this process. Put together here and not by {@link KafkaRaftServer}, because that
 * one halts the whole JVM on a fault and cannot take the controller's port from the system.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final BrokerServer broker;
    private final ControllerServer controller;

    private EmbeddedKafka(BrokerServer broker, ControllerServer controller) {
        this.broker = broker;
        this.controller = controller;
    }

    /** Starts on any free port, with the data of an earlier start in {@code folder}. */
    public static EmbeddedKafka start(Path folder) {
        return start(folder, 0);
    }

    /** Starts on a port that an earlier start had, so that its clients find it again. */
    public static EmbeddedKafka start(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            format(folder);
            return launched(folder, port);
        } catch (IOException fault) {
            throw new UncheckedIOException("Embedded Kafka did not start in " + folder, fault);
        }
    }

    public int port() {
        return broker.boundPort(ListenerName.normalised(EmbeddedKafkaSettings.CLIENTS));
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        try {
            broker.shutdown(STOP_MAX);
        } finally {
            controller.shutdown();
        }
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private static void format(Path folder) {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(EmbeddedKafkaSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName(EmbeddedKafkaSettings.CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception fault) {
            throw new IllegalStateException("Embedded Kafka could not format " + folder, fault);
        }
    }

    private static EmbeddedKafka launched(Path folder, int port) throws IOException {
        // The controller's port is part of the configuration: its socket is bound first, so nobody else can take the
        // port.
        ServerSocketChannel controllerSocket =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int controllerPort = controllerSocket.socket().getLocalPort();
        KafkaConfig config = new KafkaConfig(EmbeddedKafkaSettings.of(folder, port, controllerPort), false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> loaded =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(EmbeddedKafka.class), "");
        String clusterId = loaded._1().clusterId().orElseThrow();
        SharedServer shared = new SharedServer(
                config,
                loaded._1(),
                Time.SYSTEM,
                Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                new LoggingFaults(),
                (listener, address, backlog, receiveBuffer) -> listener.equals(EmbeddedKafkaSettings.CONTROLLER)
                        ? nonBlocking(controllerSocket)
                        : ServerSocketFactory.INSTANCE.openServerSocket(listener, address, backlog, receiveBuffer));
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), loaded._2());
        EmbeddedKafka kafka = new EmbeddedKafka(new BrokerServer(shared), controller);
        try {
            kafka.controller.startup();
            kafka.broker.startup();
            return kafka;
        } catch (RuntimeException notStarted) {
            kafka.close();
            throw notStarted;
        }
    }

    private static ServerSocketChannel nonBlocking(ServerSocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        return socket;
    }

    /** Faults are logged: the default handler ends the JVM. */
    private static final class LoggingFaults implements FaultHandlerFactory {
        @Override
        public FaultHandler build(String name, boolean fatal, Runnable action) {
            return new LoggingFaultHandler(name, action);
        }
    }
}
