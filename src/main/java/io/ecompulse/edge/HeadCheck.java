package io.ecompulse.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds heads that the parser lets pass and that two readers, a proxy and we, could understand differently. */
final class HeadCheck {
    /** What a host, a port and an address in brackets are made of (RFC 3986), as bits of the lower 128 characters. */
    private static final long[] HOST = bits("-._~!$&'()*+,;=:[]%");

    private HeadCheck() {}

    /** What is wrong with it, or null. */
    static @Nullable String problem(HttpServerRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (encodings.size() > 1 || (encodings.size() == 1 && !"chunked".equalsIgnoreCase(encodings.get(0)))) {
            return "only chunked is a transfer encoding here";
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1)) {
            return "a request names one host";
        }
        if (!hosts.isEmpty() && !isHost(hosts.get(0))) {
            return "the host is no host";
        }
        if (request.headers().contains("")) {
            return "a header has no name";
        }
        return isPath(request) ? null : "a request names a path";
    }

    private static boolean isPath(HttpServerRequest request) {
        String uri = request.uri();
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) == 0x7F) {
                return false;
            }
        }
        boolean wholeServer = request.method().equals(HttpMethod.OPTIONS) && uri.equals("*");
        return uri.startsWith("/") || wholeServer;
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 128 || (HOST[c >> 6] & 1L << (c & 63)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long[] bits(String marks) {
        long[] bits = new long[2];
        for (char c = 0; c < 128; c++) {
            boolean isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (isPlain || marks.indexOf(c) >= 0) {
                bits[c >> 6] |= 1L << (c & 63);
            }
        }
        return bits;
    }
}
