package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what would be in force, or what is wrong with it; starts nothing. */
@Command(
        name = "config",
        description = "Prints every setting as it would be in force, or everything that is wrong; starts nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  LAKE_WINDOW_AGE=1m ecompulse config --config conf/production.properties"})
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig.from(read);
        read.check();
        read.effective().forEach((key, value) -> System.out.println(key + "=" + masked(key, value)));
        return 0;
    }

    /** A password inside a URL is nobody's business on a screen. */
    private static String masked(String key, String value) {
        boolean isSecret = key.endsWith("password") || key.endsWith("secret");
        return isSecret && !value.isEmpty() ? "****" : value.replaceAll("://([^:/@]*):[^@/]*@", "://$1:****@");
    }
}
