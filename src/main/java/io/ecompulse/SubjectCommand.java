package io.ecompulse;

import io.ecompulse.config.SuppressedSubjects;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the line by which a person stands in the file of suppressed subjects. */
@Command(
        name = "subject",
        description =
                "Prints, for an id or for each line of standard input, the line of privacy.subjects.file that keeps its"
                        + " events from being stored.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse subject --source web user-17 >> conf/subjects.txt",
            "  scripts/ecompulse subject --source web < ids.txt >> conf/subjects.txt"
        })
final class SubjectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandSpec spec;

    @Option(names = "--source", required = true, description = "The id of the source that the events come from.")
    private String source = "";

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "An anonymousId or userId; a shell keeps it in its history, standard input does not.")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        if (!id.isEmpty()) {
            print(id);
            return 0;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                print(line);
            }
        }
        return 0;
    }

    private void print(String subject) {
        spec.commandLine().getOut().println(SuppressedSubjects.line(source, subject));
    }
}
