package io.ecompulse;

import io.ecompulse.app.Role;
import io.ecompulse.config.Settings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs roles against Kafka, Redis, a lake and a warehouse that are already there. */
@Command(
        name = "serve",
        description = "Runs one or more roles against servers that are already there.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  ecompulse serve --roles edge,insight --config conf/production.properties"})
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--roles",
            paramLabel = "ROLE[,ROLE…]",
            description = "edge, aggregate, lake, warehouse, insight; all of them when left out.")
    private String roles = "edge,aggregate,lake,warehouse,insight";

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Settings read = settings.read(Map.of());
        return new Launcher(read, parsed(), false).run();
    }

    private Set<Role> parsed() {
        try {
            return Role.parse(roles);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), "--roles: " + unknown.getMessage(), unknown);
        }
    }
}
