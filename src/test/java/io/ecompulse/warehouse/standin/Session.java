package io.ecompulse.warehouse.standin;

import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection: speaks the protocol, both with plain queries and in steps, and hands each statement to {@link Statements}. */
final class Session {
    private final RedshiftStandIn cluster;
    private final Socket socket;
    private final int process;
    private final Map<String, String> parsed = new HashMap<>();
    private Statements.@Nullable Answer bound;
    private boolean failed;

    Session(RedshiftStandIn cluster, Socket socket, int process) {
        this.cluster = cluster;
        this.socket = socket;
        this.process = process;
    }

    void run() {
        try (socket;
                Statements statements = new Statements(cluster, process)) {
            Wire wire = new Wire(socket);
            if (login(wire)) {
                wire.welcome(process);
                wire.ready(false, false);
                serve(wire, statements);
            }
        } catch (IOException | SQLException gone) {
            return; // As a session ends whose client is gone: what it had begun is rolled back.
        }
    }

    private static boolean login(Wire wire) throws IOException {
        boolean known = wire.startup().contains("user\0" + RedshiftStandIn.USER + "\0");
        wire.askForPassword();
        Wire.Message password = wire.next();
        if (known && password != null && password.text().equals(RedshiftStandIn.PASSWORD)) {
            return true;
        }
        wire.error(new Refusal("28000", "password authentication failed", ""));
        return false;
    }

    private void serve(Wire wire, Statements statements) throws IOException {
        boolean skipping = false;
        for (Wire.Message message = wire.next(); message != null && message.type() != 'X'; message = wire.next()) {
            try {
                if (message.type() == 'S') {
                    skipping = false;
                    wire.ready(statements.inTransaction(), failed);
                } else if (!skipping && !step(wire, statements, message)) {
                    return;
                }
            } catch (Refusal refusal) {
                failed = statements.inTransaction();
                wire.error(refusal);
                skipping = message.type() != 'Q';
                if (!skipping) {
                    wire.ready(statements.inTransaction(), failed);
                }
            }
        }
    }

    /** False when the connection is cut. */
    private boolean step(Wire wire, Statements statements, Wire.Message message) throws IOException, Refusal {
        switch (message.type()) {
            case 'Q' -> {
                Statements.Answer answer = execute(statements, message.text());
                if (answer == null) {
                    return false;
                }
                describe(wire, answer);
                rows(wire, answer);
                wire.ready(statements.inTransaction(), failed);
            }
            case 'P' -> {
                parsed.put(message.text(), message.text());
                wire.plain('1');
            }
            case 'B' -> {
                message.text();
                bound = execute(statements, parsed.getOrDefault(message.text(), ""));
                if (bound == null) {
                    return false;
                }
                wire.plain('2');
            }
            case 'D' -> {
                if (message.body().get() == 'S') {
                    throw new Refusal("0A000", "a statement was prepared", "");
                }
                describe(wire, bound());
            }
            case 'E' -> rows(wire, bound());
            case 'C' -> wire.plain('3');
            case 'H' -> {}
            default -> throw new Refusal("08P01", "unknown message " + message.type(), "");
        }
        return true;
    }

    private Statements.Answer bound() throws Refusal {
        Statements.Answer answer = bound;
        if (answer == null) {
            throw new Refusal("26000", "nothing is bound", "");
        }
        return answer;
    }

    private Statements.@Nullable Answer execute(Statements statements, String text) throws Refusal {
        String statement = text.strip().replaceAll("\\s+", " ");
        cluster.traced(statement);
        if (failed && !statement.equals("ROLLBACK") && !statement.equals("COMMIT")) {
            throw new Refusal("25P02", "current transaction is aborted, commands ignored until end of block", "");
        }
        if (cluster.struck(statement, false) != null) {
            return null;
        }
        boolean wasFailed = failed;
        failed = false;
        Statements.Answer answer = statements.execute(wasFailed ? "ROLLBACK" : statement);
        return cluster.struck(statement, true) == null ? answer : null;
    }

    private static void describe(Wire wire, Statements.Answer answer) throws IOException {
        List<String> columns = answer.columns();
        if (columns.isEmpty()) {
            wire.plain('n');
        } else {
            wire.columns(columns);
        }
    }

    private static void rows(Wire wire, Statements.Answer answer) throws IOException {
        for (List<@Nullable String> row : answer.rows()) {
            wire.row(row);
        }
        wire.complete(answer.tag());
    }
}
