package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.app.replay.EdgeClient;
import io.ecompulse.app.replay.FailedReplay;
import io.ecompulse.app.replay.LakeReplay;
import io.ecompulse.app.replay.LakeSurvey;
import io.ecompulse.app.replay.MergePatch;
import io.ecompulse.app.replay.Outcome;
import io.ecompulse.app.replay.Survey;
import io.ecompulse.app.replay.Where;
import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.config.SourcesFile;
import io.ecompulse.journal.FailedTopic;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends failed events, or rows of the lake, again through the edge's public door, so that the same judgement applies to them. */
@Command(
        name = "replay",
        description = {
            "Shows failed events, or rows of the lake, and sends them again with the same ids.",
            "Of failed events, what the edge answered for is marked in the failed topic and never sent again.",
            "Rows of the lake go to another deployment; its windows by id decide that a second run changes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse replay --from failed --where reason=missing_event --patch fix.json --dry-run",
            "  scripts/ecompulse replay --from lake --where \"event_name = 'Order Completed'\" --dry-run"
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(names = "--from", required = true, description = "Where events come from: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private From from;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = {
                "Of failed events, KEY=VALUE with reason, source, stage, protocol, id, since or until; may be repeated: the"
                        + " same key means any of its values, several keys mean all of them.",
                "Of the lake, SQL over the columns of the table events; several mean all of them."
            })
    private List<String> where = new ArrayList<>();

    @Option(names = "--patch", paramLabel = "FILE", description = "A JSON merge patch (RFC 7396) for each event.")
    private @Nullable Path patch;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The public listener; the development server's own if one runs.")
    private @Nullable URI to;

    @Option(names = "--key", description = "A write key, instead of the source's own from the sources file.")
    private @Nullable String key;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "A development server's data folder. Default ${DEFAULT-VALUE}.")
    private Path data = Path.of(".ecompulse");

    @Option(names = "--dry-run", description = "Shows what would be sent and writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--elsewhere",
            description = "Says that the server at --to writes another lake than the one that is read.")
    private boolean elsewhere;

    @Option(names = "--yes", description = "Sends without asking.")
    private boolean yes;

    @Option(names = "--show-payload", description = "Shows the events themselves; they may hold personal data.")
    private boolean showPayload;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec spec;

    /** Spelled as people type it. */
    enum From {
        failed,
        lake
    }

    @Override
    public Integer call() throws Exception {
        MergePatch merge = patch == null ? null : MergePatch.of(Files.readAllBytes(patch));
        Path folder = data.toAbsolutePath().normalize();
        Optional<DevFile> running = DevFile.of(folder);
        return from == From.failed ? failed(merge, folder, running) : lake(merge, folder, running);
    }

    private int failed(@Nullable MergePatch merge, Path folder, Optional<DevFile> running) throws Exception {
        Where condition = condition();
        ProgramConfig config = config(running.map(dev -> DevSettings.of(folder, dev.kafka(), dev.redis()))
                .orElse(Map.of()));
        try (FailedTopic topic = FailedTopic.open(config.journal())) {
            FailedReplay replay = new FailedReplay(topic, condition, merge);
            Survey survey = replay.survey();
            survey.print(spec.commandLine().getOut(), showPayload);
            if (dryRun || survey.selected() == 0) {
                return 0;
            }
            Function<String, String> keys = keys(config, running.isPresent(), survey.sources());
            URI edge = edge(running);
            agree(survey.selected(), edge);
            return told(replay.send(new EdgeClient(edge, Thread::sleep), keys), "are still failed");
        }
    }

    private int lake(@Nullable MergePatch merge, Path folder, Optional<DevFile> running) throws Exception {
        if (where.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--where is missing: which rows? \"true\" means the whole lake");
        }
        boolean development = Files.isDirectory(folder.resolve("lake"));
        ProgramConfig config =
                config(development ? DevSettings.of(folder, "", "redis://127.0.0.1") : Map.<String, String>of());
        LakeSource source = new LakeSource(config, folder, running);
        try (LakeSource.Opened opened = source.open(where, merge)) {
            LakeReplay replay = opened.replay();
            LakeSurvey survey = replay.survey();
            survey.print(spec.commandLine().getOut(), showPayload);
            if (dryRun || survey.selected() == 0) {
                return 0;
            }
            Function<String, String> keys = keys(config, development, survey.sources());
            URI edge = edge(Optional.empty());
            source.refuseOwner(edge, elsewhere);
            agree(survey.selected(), edge);
            return told(replay.send(new EdgeClient(edge, Thread::sleep), keys), "were not taken");
        }
    }

    private ProgramConfig config(Map<String, String> base) throws SettingsException {
        Settings read = settings.read(base);
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        return config;
    }

    /** Write keys by source. All is refused before any is sent. */
    private Function<String, String> keys(ProgramConfig config, boolean development, Set<String> selected)
            throws SettingsException {
        Sources sources = SourcesFile.read(config.sources(), development);
        selected.forEach(source -> keyOf(sources, selected, source));
        return source -> keyOf(sources, selected, source);
    }

    private Where condition() {
        try {
            return Where.of(where);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private URI edge(Optional<DevFile> running) {
        URI named = to;
        if (named != null) {
            return named;
        }
        return running.map(dev -> URI.create("http://127.0.0.1:" + dev.http()))
                .orElseThrow(
                        () -> new ParameterException(spec.commandLine(), "--to URL is missing: where shall they go?"));
    }

    private String keyOf(Sources sources, Set<String> selected, String source) {
        String given = key;
        if (given == null) {
            return sources.all().stream()
                    .filter(known -> known.id().equals(source) && known.enabled())
                    .map(Source::writeKeys)
                    .filter(keys -> !keys.isEmpty())
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "source \"" + source
                                            + "\" has no write key in the sources file; name one with --key, or leave it out with --where"))
                    .get(0);
        }
        if (selected.size() > 1) {
            throw new IllegalStateException("--key would send the events of the sources " + selected
                    + " as one; select one source with --where");
        }
        return given;
    }

    /** From JDK 22 on there is always a console; one that is no terminal answers null, which is no as well. */
    @SuppressWarnings("SystemConsoleNull")
    private void agree(long events, URI edge) {
        if (yes) {
            return;
        }
        String question = "Send " + events + " " + from + " events to " + edge + "? [y/N] ";
        String answer = System.console() == null ? null : System.console().readLine("%s", question);
        if (answer == null) {
            throw new IllegalStateException("nothing was sent: there is nobody to ask, say --yes");
        }
        if (!answer.strip().equalsIgnoreCase("y")) {
            throw new IllegalStateException("nothing was sent");
        }
    }

    private int told(Outcome outcome, String fate) {
        PrintWriter out = spec.commandLine().getOut();
        outcome.answers().forEach((answer, count) -> out.println("  " + count + "  " + answer));
        outcome.unsendable().forEach((why, count) -> out.println("  " + count + "  not sent: " + why));
        out.flush();
        if (outcome.left() > 0) {
            throw new IllegalStateException(outcome.left() + " events " + fate);
        }
        return 0;
    }
}
