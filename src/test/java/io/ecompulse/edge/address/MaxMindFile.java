package io.ecompulse.edge.address;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small databases in MaxMind's format, version 2.0: a tree over the bits of addresses, then what is known of each. */
public final class MaxMindFile {
    private static final byte[] METADATA = {(byte) 0xab, (byte) 0xcd, (byte) 0xef};
    private static final int NONE = -1;
    private static final int LEAF = 1 << 20;

    private final boolean ipv6;
    private final Instant built;
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NONE, NONE}));
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    public MaxMindFile(boolean ipv6, Instant built) {
        this.ipv6 = ipv6;
        this.built = built;
    }

    /** A block whose record names a country under {@code member}. */
    public MaxMindFile block(String first, int length, String member, String country) throws IOException {
        int leaf = LEAF + data.size();
        data.writeBytes(map(Map.of(member, map(Map.of("iso_code", text(country))))));
        byte[] address = InetAddress.getByName(first).getAddress();
        int mapped = ipv6 && address.length == 4 ? 96 : 0;
        int node = 0;
        for (int i = 0; i < mapped + length; i++) {
            int bit = i < mapped ? 0 : (address[(i - mapped) / 8] >> (7 - (i - mapped) % 8)) & 1;
            if (i == mapped + length - 1) {
                nodes.get(node)[bit] = leaf;
            } else if (nodes.get(node)[bit] == NONE) {
                nodes.get(node)[bit] = nodes.size();
                node = nodes.size();
                nodes.add(new int[] {NONE, NONE});
            } else {
                node = nodes.get(node)[bit];
            }
        }
        return this;
    }

    /** Puts the file there at once. */
    public void write(Path file) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.write(whole, bytes());
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                int value = record == NONE ? nodes.size() : record >= LEAF ? nodes.size() + 16 + record - LEAF : record;
                out.writeBytes(new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value});
            }
        }
        out.writeBytes(new byte[16]);
        out.writeBytes(data.toByteArray());
        out.writeBytes(METADATA);
        out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        Map<String, byte[]> about = new LinkedHashMap<>();
        about.put("binary_format_major_version", number(5, 2));
        about.put("binary_format_minor_version", number(5, 0));
        about.put("build_epoch", number(9, built.getEpochSecond()));
        about.put("database_type", text("Test-Country"));
        about.put("description", map(Map.of()));
        about.put("ip_version", number(5, ipv6 ? 6 : 4));
        about.put("languages", new byte[] {0, 4});
        about.put("node_count", number(6, nodes.size()));
        about.put("record_size", number(5, 24));
        out.writeBytes(map(about));
        return out.toByteArray();
    }

    private static byte[] map(Map<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(7 << 5 | members.size());
        members.forEach((name, value) -> {
            out.writeBytes(text(name));
            out.writeBytes(value);
        });
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(2 << 5 | utf8.length);
        out.writeBytes(utf8);
        return out.toByteArray();
    }

    /** Types above 7 stand in a byte of their own. */
    private static byte[] number(int type, long value) {
        int size = type == 5 ? 2 : 4;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type > 7 ? size : type << 5 | size);
        if (type > 7) {
            out.write(type - 7);
        }
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (value >> (8 * i)));
        }
        return out.toByteArray();
    }
}
