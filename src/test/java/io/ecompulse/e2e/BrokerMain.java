package io.ecompulse.e2e;

import io.ecompulse.dev.EmbeddedKafka;
import java.nio.file.Path;

/** The embedded broker as a process of its own: folder and port as arguments, a line when it takes clients, SIGTERM ends it. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
        System.out.println("broker ready " + kafka.bootstrapServers());
        System.out.flush();
        Thread.currentThread().join();
    }
}
