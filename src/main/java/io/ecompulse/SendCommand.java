package io.ecompulse;

import io.ecompulse.dev.traffic.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands its words to {@link Send}, which reads them itself. */
@Command(
        name = "send",
        description = "Sends an event, or one a line, from a file or standard input; prints the answers.")
final class SendCommand implements Callable<Integer> {
    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return Send.run(words, System.in, System.out);
    }
}
