package io.ecompulse.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports that a server can be started on again and again. They lie below the range that the system takes client ports from
 * (from 32768 on), so that no connection can sit on one while its server is down.
 */
final class Ports {
    private static final int FIRST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    static int free() throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = RandomGenerator.getDefault().nextInt(FIRST, BEYOND);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one will do.
            }
        }
        throw new IOException("no free port between " + FIRST + " and " + BEYOND);
    }
}
