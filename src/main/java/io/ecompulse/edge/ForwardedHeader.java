package io.ecompulse.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How proxies tell for whom they speak. */
enum ForwardedHeader {
    /** {@code X-Forwarded-For: 203.0.113.7, 10.0.0.1}. */
    X_FORWARDED_FOR("X-Forwarded-For") {
        @Override
        void read(String line, List<String> hops) {
            listed(line, hops);
        }

        @Override
        List<String> protocols(Function<String, List<String>> lines) {
            List<String> protocols = new ArrayList<>();
            lines.apply("X-Forwarded-Proto").forEach(line -> listed(line, protocols));
            return protocols;
        }
    },
    /** RFC 7239: {@code Forwarded: for=203.0.113.7;proto=https, for="[2001:db8::1]:4711"}. */
    FORWARDED("Forwarded") {
        @Override
        void read(String line, List<String> hops) {
            for (String element : pieces(line, ',')) {
                if (!element.isBlank()) {
                    hops.add(said(element, "for"));
                }
            }
        }

        @Override
        List<String> protocols(Function<String, List<String>> lines) {
            List<String> protocols = new ArrayList<>();
            for (String line : lines.apply(headerName())) {
                for (String element : pieces(line, ',')) {
                    if (!element.isBlank()) {
                        protocols.add(said(element, "proto"));
                    }
                }
            }
            return protocols;
        }
    };

    /** Stands for a hop that says nothing we understand. */
    static final String UNKNOWN = "unknown";

    private final String headerName;

    ForwardedHeader(String headerName) {
        this.headerName = headerName;
    }

    String headerName() {
        return headerName;
    }

    /** The hops that all lines of the header name, the nearest last. */
    List<String> hops(List<String> lines) {
        List<String> hops = new ArrayList<>();
        lines.forEach(line -> read(line, hops));
        return hops;
    }

    abstract void read(String line, List<String> hops);

    /** The protocols that the hops were spoken to in, the nearest last. */
    abstract List<String> protocols(Function<String, List<String>> lines);

    private static void listed(String line, List<String> values) {
        for (String value : line.split(",", -1)) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
    }

    /** The value of the one parameter of that name of an element. */
    private static String said(String element, String parameter) {
        String found = null;
        for (String pair : pieces(element, ';')) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (name.equals(parameter)) {
                boolean isDouble = found != null;
                found = isDouble ? UNKNOWN : unquoted(pair.substring(equals + 1).strip());
            }
        }
        return found == null ? UNKNOWN : found;
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * Cuts at a separator outside of quotes. A quote that nobody closes swallows what our proxies wrote behind it, so what
     * stands before it must not be taken for their word either.
     */
    private static List<String> pieces(String text, char separator) {
        List<String> pieces = new ArrayList<>();
        boolean isQuoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == separator && !isQuoted) {
                pieces.add(text.substring(from, i));
                from = i + 1;
            }
        }
        pieces.add(text.substring(from));
        return isQuoted ? List.of(UNKNOWN) : pieces;
    }
}
