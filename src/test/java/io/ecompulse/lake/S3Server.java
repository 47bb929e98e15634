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

    private S3Server(S3Proxy.Builder builder) throws Exception {
        blobs.createContainer(BUCKET);
        this.proxy = builder.blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        proxy.start();
    }

    /** Starts one that checks signatures; the credentials for it become properties of this process. */
    public static S3Server start() throws Exception {
        setCredentials();
        return new S3Server(S3Proxy.builder().awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET));
    }

    /** Starts one that checks nothing, so that headers may change on their way. */
    public static S3Server startOpen() throws Exception {
        setCredentials();
        return new S3Server(S3Proxy.builder().awsAuthentication(AuthenticationType.NONE, "", ""));
    }

    private static void setCredentials() {
        System.setProperty("aws.accessKeyId", ID);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    public int port() {
        return proxy.getPort();
    }

    /** Uploads in parts that were neither completed nor aborted. */
    int pendingUploads() {
        return blobs.listMultipartUploads(BUCKET).size();
    }

    /** A lake below {@code prefix}, reached through {@code port}. */
    public static LakePlace.Bucket place(int port, String prefix) {
        return place(port, prefix, Duration.ofSeconds(15));
    }

    static LakePlace.Bucket place(int port, String prefix, Duration timeout) {
        S3Config access = new S3Config(
                "http://127.0.0.1:" + port, "", true, S3Config.Encryption.NONE, "", 3, timeout, timeout, 8);
        return new LakePlace.Bucket(BUCKET, prefix, access);
    }

    public void close() throws Exception {
        proxy.stop();
    }
}
