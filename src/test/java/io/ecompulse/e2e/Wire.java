package io.ecompulse.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The line between clients and a server on this machine, which can be slow, narrow, dead, or cut. */
final class Wire implements AutoCloseable {
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final ServerSocket listener;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Duration latency = Duration.ZERO;
    private volatile int bytesPerSecond = Integer.MAX_VALUE;
    private volatile boolean dead;

    private Wire(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** @param target the server's port, on which nobody has to listen yet */
    static Wire to(int target, int port) throws IOException {
        Wire wire = new Wire(new ServerSocket(port, 100, InetAddress.getLoopbackAddress()), target);
        wire.threads.execute(wire::accept);
        return wire;
    }

    /** Each piece of up to 8 KiB comes so much later, in both directions. */
    void slow(Duration latency) {
        this.latency = latency;
    }

    /** So much comes through in a second, on each connection and in each direction. */
    void narrow(int bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Nothing comes through, and nobody is told. */
    void die() {
        dead = true;
    }

    /** Cuts every connection; new ones are as good as the first. */
    void cut() {
        for (Socket socket : open) {
            try (socket) {
                socket.setSoLinger(true, 0); // RST, as after a fault, and not an orderly end
            } catch (IOException closedMeanwhile) {
                // Its pump has taken it out of the list.
            }
        }
    }

    void heal() {
        dead = false;
        latency = Duration.ZERO;
        bytesPerSecond = Integer.MAX_VALUE;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(server);
                threads.execute(() -> pump(client, server));
                threads.execute(() -> pump(server, client));
            } catch (IOException nobodyThere) {
                // The client sees its connection closed or hanging, as it would without us.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                while (dead && !listener.isClosed()) {
                    Hold.during(LOOK_AGAIN);
                }
                Hold.during(latency.plusNanos(read * 1_000_000_000L / bytesPerSecond));
                out.write(chunk, 0, read);
            }
        } catch (IOException cut) {
            // Both ends are closed, which is what a cut line looks like.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }
}
