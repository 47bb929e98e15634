package io.ecompulse.lake;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.Constants;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** Our settings in S3A's words. No file of Hadoop's own settings is read. */
final class S3Settings {
    /** An upload holds two such parts and a third being filled, in memory. */
    private static final int PART_BYTES = 8 * 1024 * 1024;

    /** In this order. The second is how Kubernetes hands a role to a pod, the last asks the container or the machine. */
    private static final String CREDENTIALS = String.join(
            ",",
            "software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider",
            "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider",
            "software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider",
            "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider");

    private S3Settings() {}

    static S3AFileSystem open(LakePlace.Bucket bucket) throws IOException {
        S3AFileSystem files = new S3AFileSystem();
        files.initialize(URI.create("s3a://" + bucket.name()), of(bucket.access()));
        return files;
    }

    private static Configuration of(S3Config config) {
        Configuration conf = new Configuration(false);
        conf.set(Constants.AWS_CREDENTIALS_PROVIDER, CREDENTIALS);
        place(conf, config);
        limits(conf, config);
        if (config.encryption() != S3Config.Encryption.NONE) {
            conf.set(Constants.S3_ENCRYPTION_ALGORITHM, config.encryption().algorithm());
            conf.set(Constants.S3_ENCRYPTION_KEY, config.encryptionKey());
        }
        conf.set(Constants.FAST_UPLOAD_BUFFER, Constants.FAST_UPLOAD_BUFFER_ARRAY);
        conf.setInt(Constants.MULTIPART_SIZE, PART_BYTES);
        conf.setInt(Constants.MIN_MULTIPART_THRESHOLD, PART_BYTES);
        conf.setInt(Constants.FAST_UPLOAD_ACTIVE_BLOCKS, 2);
        // With both of these a jar less: reading and auditing would each need analyticsaccelerator-s3.
        conf.set("fs.s3a.input.stream.type", "classic");
        conf.setBoolean("fs.s3a.audit.enabled", false);
        return conf;
    }

    private static void place(Configuration conf, S3Config config) {
        boolean amazon = config.endpoint().isEmpty();
        if (!amazon) {
            conf.set(Constants.ENDPOINT, config.endpoint());
            conf.setBoolean(Constants.SECURE_CONNECTIONS, config.endpoint().startsWith("https:"));
        }
        // Empty: the environment is asked, which a server that is not Amazon's need not know.
        conf.set(Constants.AWS_REGION, config.region().isEmpty() && !amazon ? "us-east-1" : config.region());
        conf.setBoolean(Constants.PATH_STYLE_ACCESS, config.pathStyle());
    }

    /** One layer repeats requests, the SDK's, whose timeouts span all attempts; S3A's would multiply both. */
    private static void limits(Configuration conf, S3Config config) {
        conf.setInt(Constants.MAX_ERROR_RETRIES, config.attempts() - 1); // S3A's name is wrong: it counts repetitions.
        conf.setInt(Constants.RETRY_LIMIT, 0);
        conf.setInt(Constants.RETRY_THROTTLE_LIMIT, 0);
        millis(conf, Constants.ESTABLISH_TIMEOUT, config.timeout());
        millis(conf, Constants.SOCKET_TIMEOUT, config.timeout());
        millis(conf, Constants.CONNECTION_ACQUISITION_TIMEOUT, config.timeout());
        millis(conf, Constants.REQUEST_TIMEOUT, config.timeout());
        millis(conf, Constants.PART_UPLOAD_TIMEOUT, config.uploadTimeout());
        conf.setInt(Constants.MAXIMUM_CONNECTIONS, config.connections());
        conf.setInt(Constants.MAX_THREADS, 4);
        conf.setInt(Constants.MAX_TOTAL_TASKS, 16);
    }

    private static void millis(Configuration conf, String key, Duration duration) {
        conf.set(key, duration.toMillis() + "ms");
    }
}
