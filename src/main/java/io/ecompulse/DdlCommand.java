package io.ecompulse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import io.ecompulse.lake.View;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the tables' DDL, from the same declaration that the files are written by. */
@Command(
        name = "ddl",
        description = "Prints the DDL of the lake's tables.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse ddl --target redshift",
            "  scripts/ecompulse ddl --target redshift --from 2",
            "  scripts/ecompulse ddl --target redshift --views"
        })
final class DdlCommand implements Callable<Integer> {
    @Option(names = "--target", description = "${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.")
    private Target target = Target.duckdb;

    /** The dialects, spelled as people type them. */
    enum Target {
        duckdb(Ddl.DUCKDB),
        redshift(Ddl.REDSHIFT);

        private final Ddl dialect;

        Target(Ddl dialect) {
            this.dialect = dialect;
        }
    }

    @Option(
            names = "--from",
            paramLabel = "VERSION",
            description =
                    "Prints the columns that a table of this version lacks, one step each, instead of whole tables.")
    private int from;

    @Option(names = "--views", description = "Prints the views for analysts instead of tables.")
    private boolean views;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "The schema of Redshift's views, or of external tables. Default ${DEFAULT-VALUE}.")
    private String schema = "ecompulse";

    @Option(
            names = "--external",
            paramLabel = "S3-FOLDER",
            description =
                    "Prints Spectrum's external tables, one for each version, which read <table>-v<version>.manifest there;"
                            + " see \"ecompulse files --manifest\".")
    private @Nullable String external;

    @Override
    public Integer call() {
        if (views) {
            for (View view : View.values()) {
                System.out.println(target.dialect.create(view, schema) + ";");
            }
            return 0;
        }
        String manifests = external;
        if (manifests != null) {
            for (Table table : Tables.ALL) {
                for (int version = 1; version <= table.version(); version++) {
                    System.out.println(Ddl.external(table.at(version), schema, manifests) + ";");
                }
            }
            return 0;
        }
        for (Table table : Tables.ALL) {
            if (from == 0) {
                System.out.println(target.dialect.create(table) + ";");
            } else {
                table.columns().stream()
                        .filter(column -> column.since() > from)
                        .forEach(column -> System.out.println(target.dialect.append(table, column) + ";"));
            }
        }
        return 0;
    }
}
