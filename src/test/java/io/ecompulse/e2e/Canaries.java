package io.ecompulse.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a client may send to be written into a log: line ends, escapes of a terminal, look-ups, addresses. All hold one word. */
final class Canaries {
    static final String WORD = "canary-7d1f";

    /** Each is raw bytes of ISO 8859-1; the first ends a line, which no header may. */
    private static final List<String> WORDS = List.of(
            WORD + "\r\nlevel=ERROR " + WORD,
            WORD + "\nlevel=ERROR " + WORD,
            "\u001b[31m" + WORD + "\u001b[0m",
            "${jndi:ldap://" + WORD + "/a}",
            "%s %n {} " + WORD,
            WORD + "@shop.example");

    private Canaries() {}

    /** Requests to the public listener: good ones and such as are refused at every step. */
    static List<String> requests(String writeKey) {
        List<String> requests = new ArrayList<>();
        for (String word : WORDS) {
            String json = "{\"type\":\"page\",\"anonymousId\":\"" + escaped(word) + "\",\"messageId\":\""
                    + escaped(word) + "\",\"properties\":{\"" + escaped(word) + "\":\"" + escaped(word) + "\"}}";
            String head = "X-Write-Key: " + writeKey + "\r\n";
            requests.add(post("/v1/batch", head + said(word), "{\"batch\":[" + json + ",\"" + word + "\"]}"));
            requests.add(post("/v1/batch", head, "{\"batch\": " + word));
            requests.add(post("/v1/batch", "X-Write-Key: " + word + "\r\n", "{\"batch\":[" + json + "]}"));
            requests.add(post("/v1/track?writeKey=" + word.strip(), "", json));
            requests.add(post("/" + word, head, json));
            requests.add(post("/v1/batch", head + "Content-Encoding: " + word + "\r\n", json));
            requests.add(post("/v1/batch", head + "Content-Length: " + word + "\r\n", json));
            requests.add(post("/v1/batch", head + word + ": x\r\n", json));
            requests.add(post("/e/", head, "data=" + word));
            requests.add(post(
                    "/com.snowplowanalytics.snowplow/tp2", head, "{\"data\":[{\"e\":\"" + escaped(word) + "\"}]}"));
            requests.add(word + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            requests.add("GET /v1/pixel.gif?k=" + word + "&event=" + word
                    + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            requests.add("GET /v1/stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: " + word + "\r\nSec-WebSocket-Key: " + word + "\r\n\r\n");
        }
        return requests;
    }

    /** Requests to the management listener. */
    static List<String> questions(String readToken) {
        List<String> requests = new ArrayList<>();
        for (String word : WORDS) {
            String bearer = "Authorization: Bearer " + readToken + "\r\n";
            requests.add(post("/api/v1/explain", bearer, "{\"path\":\"/" + escaped(word) + "\",\"body\":" + word));
            requests.add(
                    post("/api/v1/explain", bearer, "{\"path\":\"/v1/batch\",\"body\":\"" + escaped(word) + "\"}"));
            requests.add(post("/api/v1/" + word.replace(' ', '+'), bearer, word));
            requests.add(post("/api/v1/explain", "Authorization: Bearer " + word + "\r\n", ""));
        }
        return requests;
    }

    private static String said(String word) {
        return "User-Agent: " + word + "\r\nOrigin: " + word + "\r\nReferer: " + word + "\r\nX-Forwarded-For: " + word
                + "\r\nX-IP-Policy: " + word + "\r\nCookie: a=" + word + "\r\n";
    }

    private static String post(String target, String headers, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n" + headers + "\r\n" + body;
    }

    private static String escaped(String word) {
        return word.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\u001b");
    }

    /** What comes back for raw bytes, as far as something does before the connection ends. */
    static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
