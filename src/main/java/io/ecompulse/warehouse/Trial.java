package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stages files and rolls back, to learn whether they would load. */
final class Trial {
    private Trial() {}

    /** Ends every trial, so that nothing of it is kept. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Over() {
            super("a trial keeps nothing", null, false, false);
        }
    }

    /** Why the files do not load; null when they do. */
    static @Nullable String of(Connection connection, List<Marker.File> files, SegmentLoad load) throws WarehouseFault {
        try {
            return new Transaction<String>().run(connection, on -> {
                load.stage(on, files);
                throw new Over();
            });
        } catch (Over passed) {
            return null;
        } catch (WarehouseFault fault) {
            WarehouseFault told = load.explain(connection, fault);
            if (told.kind() == WarehouseFault.Kind.FILES) {
                return told.getMessage();
            }
            throw told;
        } catch (SQLException | LoadRefused fault) {
            throw new WarehouseFault("Trying files: " + SqlSentence.of(fault), fault);
        }
    }
}
