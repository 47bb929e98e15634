package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import java.sql.SQLException;
import java.util.List;

/** A COPY that a cluster did not run to its end, and what tells its load errors from others'. */
final class CopyRefused extends SQLException {
    private static final long serialVersionUID = 1L;

    private final transient List<Marker.File> files;
    private final String began;

    /** @param began when the COPY began, by the cluster's own clock and in its own words */
    CopyRefused(SQLException cause, List<Marker.File> files, String began) {
        super(cause.getMessage(), cause.getSQLState(), cause);
        this.files = files;
        this.began = began;
    }

    List<Marker.File> files() {
        return files;
    }

    String began() {
        return began;
    }
}
