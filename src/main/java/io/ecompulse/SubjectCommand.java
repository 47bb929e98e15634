package io.ecompulse;

import io.ecompulse.config.SuppressedSubjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
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
    /** Some editors write it in front of a file. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

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
        printEach(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder())));
        return 0;
    }

    /** An id that is not read as it was written would get the line of another, and its events would be stored. */
    private void printEach(BufferedReader lines) throws IOException {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String subject = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (!subject.isEmpty()) {
                    print(subject);
                }
            }
        } catch (CharacterCodingException notText) {
            throw new IOException("standard input is not UTF-8; not all of its lines are printed", notText);
        }
    }

    private void print(String subject) {
        spec.commandLine().getOut().println(SuppressedSubjects.line(source, subject));
    }
}
