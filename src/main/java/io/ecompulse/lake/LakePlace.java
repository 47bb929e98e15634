package io.ecompulse.lake;

import io.ecompulse.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a lake stands, as {@code lake.url} names it. */
public sealed interface LakePlace {
    /** A folder of this machine. */
    record Folder(Path root) implements LakePlace {}

    /**
     * A bucket of S3, or of a server that speaks its protocol.
     *
     * @param prefix what all keys begin with, without slashes at its ends; may be empty
     */
    record Bucket(String name, String prefix, S3Config access) implements LakePlace {}

    /** Reads {@code lake.url} and what belongs to it. */
    static LakePlace from(Settings s) {
        Path fallback = Path.of("/var/lib/ecompulse/lake");
        String url = s.text("lake.url", "file://" + fallback);
        S3Config access = S3Config.from(s);
        LakePlace place = parse(url, access);
        if (place == null) {
            String wanted = url.startsWith("s3:") || url.startsWith("s3n:")
                    ? "write it as s3a://bucket/prefix"
                    : "expected file:///an/absolute/folder or s3a://bucket/prefix";
            s.problem("lake.url is \"" + url + "\": " + wanted);
            return new Folder(fallback);
        }
        return place;
    }

    private static @Nullable LakePlace parse(String url, S3Config access) {
        try {
            URI uri = new URI(url);
            if ("s3a".equals(uri.getScheme())) {
                return bucket(uri, access);
            }
            return "file".equals(uri.getScheme()) ? new Folder(Path.of(uri)) : null;
        } catch (URISyntaxException | IllegalArgumentException nowhere) {
            return null;
        }
    }

    /** Keys with a name for a user, a port, a query or a fragment are refused, as are parts that a listing would not give back. */
    private static @Nullable LakePlace bucket(URI uri, S3Config access) {
        String name = uri.getAuthority();
        String prefix = String.valueOf(uri.getPath()).replaceAll("^/|/$", "");
        boolean plain = name != null && name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
        boolean whole = uri.getQuery() == null && uri.getFragment() == null;
        boolean inside = prefix.isEmpty() || prefix.matches("[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*");
        boolean upwards = ("/" + prefix + "/").contains("/../") || ("/" + prefix + "/").contains("/./");
        return plain && whole && inside && !upwards ? new Bucket(name, prefix, access) : null;
    }
}
