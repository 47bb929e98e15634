package io.ecompulse;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The one program. Exit codes: 0 done, 1 refused or failed with a clear line, 2 wrong usage. */
@Command(
        name = "ecompulse",
        description = "Takes shop events from any SDK, keeps them in Kafka, counts them live and stores each once.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            ServeCommand.class,
            DevCommand.class,
            SqlCommand.class,
            SendCommand.class,
            SubjectCommand.class,
            BenchCommand.class,
            DdlCommand.class,
            QuarantineCommand.class,
            LintCommand.class,
            CopyCommand.class,
            FilesCommand.class,
            OrphansCommand.class,
            CompactCommand.class,
            ReconcileCommand.class,
            ReloadCommand.class,
            RebuildCommand.class,
            TraceCommand.class,
            ReplayCommand.class,
            ConfigCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** One clear line, no stack trace: whoever typed the command can act on it. */
    private static int failed(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
        String message = fault.getMessage();
        command.getErr().println("ecompulse: " + (message == null ? fault.toString() : message));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** From the jar's manifest; a run from class files has none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ecompulse " + program()};
        }

        static String program() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }
    }
}
