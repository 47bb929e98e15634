package io.ecompulse.warehouse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import java.util.List;

/** A list of files as COPY and Spectrum read it: every file must be there, with exactly the length that its marker says. */
public final class FileManifest {
    private FileManifest() {}

    public static String json(LakeStore lake, List<Marker.File> files) {
        ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.putArray("entries");
        for (Marker.File file : files) {
            ObjectNode entry = manifest.withArray("entries").addObject();
            entry.put("url", lake.location(file.path())).put("mandatory", true);
            entry.putObject("meta").put("content_length", file.bytes());
        }
        return manifest.toString();
    }
}
