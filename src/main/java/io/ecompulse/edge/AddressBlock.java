package io.ecompulse.edge;

import io.ecompulse.edge.address.AddressLiteral;
import org.jspecify.annotations.Nullable;

/** A range of addresses that begin alike: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. */
record AddressBlock(byte[] first, int bits) {
    /** Reads a block, or answers null when it is none: bits behind its length must be 0, or it is a slip of the pen. */
    static @Nullable AddressBlock of(String text) {
        int slash = text.indexOf('/');
        byte[] first = AddressLiteral.bytes(slash < 0 ? text : text.substring(0, slash));
        if (first == null) {
            return null;
        }
        int all = first.length * Byte.SIZE;
        int bits = slash < 0 ? all : bits(text.substring(slash + 1));
        AddressBlock block = new AddressBlock(first, bits);
        return bits >= 0 && bits <= all && block.isAligned() ? block : null;
    }

    private static int bits(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            if (((address[i] ^ first[i]) & mask(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isAligned() {
        for (int i = 0; i < first.length; i++) {
            if ((first[i] & ~mask(i) & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Which bits of byte {@code index} count. */
    private int mask(int index) {
        int counted = Math.max(0, Math.min(Byte.SIZE, bits - index * Byte.SIZE));
        return (0xFF << (Byte.SIZE - counted)) & 0xFF;
    }
}
