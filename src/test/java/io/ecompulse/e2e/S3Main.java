package io.ecompulse.e2e;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server as a process of its own, which keeps its objects as files: folder and port as arguments, a line when it takes clients. */
final class S3Main {
    static final String BUCKET = "faults";
    static final String ID = "faults-id";
    static final String SECRET = "faults-secret";

    private S3Main() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        FilesystemNio2BlobStore blobs = new FilesystemNio2BlobStore(folder.toString());
        blobs.createContainer(BUCKET);
        S3Proxy proxy = S3Proxy.builder()
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:" + arguments[1]))
                .build();
        proxy.start();
        System.out.println("s3 ready " + proxy.getPort());
        System.out.flush();
        Thread.currentThread().join();
    }
}
