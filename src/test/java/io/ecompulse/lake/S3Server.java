package io.ecompulse.lake;

import java.net.URI;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server in this process that keeps everything in memory, with one bucket. */
public final class S3Server {
    public static final String BUCKET = "lake";
    private static final String ID = "test-id";
    private static final String SECRET = "test-secret";

    private final TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    private final S3Proxy proxy;

    private S3Server() throws Exception {
        blobs.createContainer(BUCKET);
        this.proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
                .build();
    }

    /** Starts one; the credentials for it become properties of this process. */
    public static S3Server start() throws Exception {
        System.setProperty("aws.accessKeyId", ID);
        System.setProperty("aws.secretAccessKey", SECRET);
        S3Server server = new S3Server();
        server.proxy.start();
        return server;
    }

    public int port() {
        return proxy.getPort();
    }

    /** A lake below {@code prefix}, reached through {@code port}. */
    public static LakePlace.Bucket place(int port, String prefix) {
        S3Config access = new S3Config(
                "http://127.0.0.1:" + port,
                "",
                true,
                S3Config.Encryption.NONE,
                "",
                3,
                Duration.ofSeconds(15),
                Duration.ofSeconds(15),
                8);
        return new LakePlace.Bucket(BUCKET, prefix, access);
    }

    public void close() throws Exception {
        proxy.stop();
    }
}
