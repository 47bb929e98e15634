package io.ecompulse.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One transaction on a connection that is in no other. */
final class Transaction<T> {
    private @Nullable T worked;

    /** What happens between begin and commit. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException, LoadRefused, WarehouseFault;
    }

    /** Commits what the work did, or rolls back when it threw. */
    T run(Connection on, Work<T> work) throws SQLException, LoadRefused, WarehouseFault {
        T result;
        on.setAutoCommit(false);
        try {
            result = work.run(on);
            worked = result;
            on.commit();
        } catch (SQLException | LoadRefused | WarehouseFault | RuntimeException fault) {
            undo(on, fault);
            throw fault;
        }
        on.setAutoCommit(true);
        return result;
    }

    /**
     * What the work answered; null when it did not come that far. If the transaction failed nevertheless, only the database
     * knows whether it was committed.
     */
    @Nullable
    T worked() {
        return worked;
    }

    /** What went wrong first is what is told. */
    private static void undo(Connection on, Exception fault) {
        try {
            on.rollback();
            on.setAutoCommit(true);
        } catch (SQLException too) {
            fault.addSuppressed(too);
        }
    }
}
