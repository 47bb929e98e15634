package io.ecompulse.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A port of this machine in front of a server of this machine, where requests go wrong as a schedule says. One request for
 * each connection. Bodies must have a length. The schedule is asked on the connections' threads.
 */
public final class FaultyHttp {
    private static final int HEAD_MAX = 64 * 1024;

    private final int server;
    private final ServerSocket port;
    private final ExecutorService connections = Executors.newCachedThreadPool(FaultyHttp::daemon);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Function<String, HttpFault> schedule = request -> HttpFault.NONE;

    public FaultyHttp(int server) throws IOException {
        this.server = server;
        this.port = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        connections.execute(this::accept);
    }

    public int port() {
        return port.getLocalPort();
    }

    /** @param next told the request's first line, such as {@code PUT /bucket/key HTTP/1.1} */
    public void schedule(Function<String, HttpFault> next) {
        schedule = next;
    }

    /** Ends all connections, those that hang too. */
    public void close() throws IOException {
        port.close();
        for (Socket socket : open) {
            socket.close();
        }
        connections.shutdownNow();
    }

    private void accept() {
        try {
            while (!port.isClosed()) {
                Socket client = port.accept();
                open.add(client);
                connections.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket client) {
        HttpFault fault = HttpFault.NONE;
        try {
            String head = head(client.getInputStream());
            if (!head.isEmpty()) {
                fault = schedule.apply(head.substring(0, head.indexOf("\r\n")));
                answer(client, head, fault);
            }
        } catch (IOException broken) {
            // Either side may go at any time.
        } finally {
            if (fault != HttpFault.HANG) {
                shut(client);
            }
        }
    }

    private void answer(Socket client, String head, HttpFault fault) throws IOException {
        switch (fault) {
            case SLOW_DOWN -> refuse(client, head, 503, "SlowDown");
            case TOO_MANY_REQUESTS -> refuse(client, head, 429, "TooManyRequests");
            case ERROR -> refuse(client, head, 500, "InternalError");
            case HANG -> {}
            default -> forward(client, head, fault);
        }
    }

    private static void refuse(Socket client, String head, int status, String code) throws IOException {
        if (!head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            client.getInputStream().readNBytes(length(head));
        }
        byte[] body = ("<Error><Code>" + code + "</Code></Error>").getBytes(ISO_8859_1);
        write(
                client,
                "HTTP/1.1 " + status + " " + code + "\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n");
        client.getOutputStream().write(body);
    }

    private void forward(Socket client, String head, HttpFault fault) throws IOException {
        if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            write(client, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        byte[] body = client.getInputStream().readNBytes(length(head));
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            write(upstream, forwarded(head, fault));
            upstream.getOutputStream().write(body, 0, fault == HttpFault.CUT_REQUEST ? body.length / 2 : body.length);
            if (fault == HttpFault.CUT_REQUEST) {
                return;
            }
            byte[] answer = upstream.getInputStream().readAllBytes();
            int sent = fault == HttpFault.LOSE_ANSWER ? 0 : answer.length;
            client.getOutputStream().write(answer, 0, fault == HttpFault.CUT_ANSWER ? sent - 1 : sent);
        }
    }

    private static String forwarded(String head, HttpFault fault) {
        String once = head.replaceAll("(?i)\r\n(connection|expect):[^\r]*", "");
        String told = fault == HttpFault.FORGET_CONDITION ? once.replaceAll("(?i)\r\nif-none-match:[^\r]*", "") : once;
        return told.substring(0, told.length() - 2) + "Connection: close\r\n\r\n";
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        return 0;
    }

    /** Up to and with the empty line; empty when the client went without a word. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < HEAD_MAX) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(ISO_8859_1);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private void shut(Socket client) {
        open.remove(client);
        try {
            client.close();
        } catch (IOException gone) {
            // It is closed all the same.
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-http");
        thread.setDaemon(true);
        return thread;
    }
}
