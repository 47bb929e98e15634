package io.ecompulse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Tables;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the tables' DDL, from the same declaration that the files are written by. */
@Command(
        name = "ddl",
        description = "Prints the DDL of the lake's tables.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  scripts/ecompulse ddl --target redshift"})
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

    @Override
    public Integer call() {
        Tables.ALL.forEach(table -> System.out.println(target.dialect.create(table) + ";"));
        return 0;
    }
}
