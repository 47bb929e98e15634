package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads, lists and deletes through the client that S3A made. S3A's own calls treat a bucket as a tree, at the price of several
 * requests for one answer, and its listing cannot begin after a name.
 */
final class S3Objects {
    private final S3Client client;
    private final String bucket;

    S3Objects(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** The content; empty when there is no such object. */
    Optional<byte[]> read(String key) throws IOException {
        return ifThere(
                "read",
                key,
                () -> client.getObject(get(key), ResponseTransformer.toBytes()).asByteArray());
    }

    /** Copies the content to a file, which is replaced; false when there is no such object. */
    boolean fetch(String key, Path local) throws IOException {
        Files.deleteIfExists(local);
        return ifThere("fetch", key, () -> client.getObject(get(key), ResponseTransformer.toFile(local)))
                .isPresent();
    }

    /** What stands beside the object under a name, "" when nothing does; empty when there is no such object. */
    Optional<String> metadata(String key, String name) throws IOException {
        return ifThere(
                "ask for",
                key,
                () -> client.headObject(head -> head.bucket(bucket).key(key))
                        .metadata()
                        .getOrDefault(name, ""));
    }

    /** All keys that begin with a prefix and come after a key. */
    List<String> list(String prefix, String after) throws IOException {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix);
        if (after.compareTo(prefix) > 0) {
            request.startAfter(after);
        }
        List<String> keys = new ArrayList<>();
        for (ListObjectsV2Response page : pages(prefix, request)) {
            page.contents().stream().map(S3Object::key).forEach(keys::add);
        }
        return keys;
    }

    /** What is one level below a prefix and has something below itself; each ends with a slash. */
    List<String> folders(String prefix) throws IOException {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).delimiter("/");
        List<String> folders = new ArrayList<>();
        for (ListObjectsV2Response page : pages(prefix, request)) {
            page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folders::add);
        }
        return folders;
    }

    void delete(String key) throws IOException {
        call(
                "delete",
                key,
                () -> client.deleteObject(delete -> delete.bucket(bucket).key(key)));
    }

    private List<ListObjectsV2Response> pages(String prefix, ListObjectsV2Request.Builder request) throws IOException {
        List<ListObjectsV2Response> pages = new ArrayList<>();
        @Nullable String next = null;
        do {
            ListObjectsV2Request asked = request.continuationToken(next).build();
            ListObjectsV2Response page = call("list", prefix, () -> client.listObjectsV2(asked));
            pages.add(page);
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (next != null);
        return pages;
    }

    private GetObjectRequest get(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key).build();
    }

    private <T> Optional<T> ifThere(String what, String key, Supplier<T> request) throws IOException {
        try {
            return Optional.of(call(what, key, request));
        } catch (AbsentException absent) {
            return Optional.empty();
        }
    }

    private <T> T call(String what, String key, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (NoSuchKeyException absent) {
            throw new AbsentException(absent);
        } catch (SdkException fault) {
            throw new IOException(
                    "S3 did not " + what + " s3://" + bucket + "/" + key + ": " + fault.getMessage(), fault);
        }
    }

    private static final class AbsentException extends IOException {
        private static final long serialVersionUID = 1;

        AbsentException(NoSuchKeyException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
