package io.ecompulse.dev.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command's arguments: {@code --name value} or {@code --name=value}, and what stands without a name. */
final class Options {
    private final Map<String, String> named = new HashMap<>();
    private final List<String> unnamed = new ArrayList<>();

    private Options() {}

    /** The arguments cannot be understood; the message is a sentence for whoever typed them. */
    static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1;

        WrongUsage(String message) {
            super(message);
        }
    }

    static Options parse(List<String> args, Set<String> known) throws WrongUsage {
        Options options = new Options();
        for (int at = 0; at < args.size(); at++) {
            String arg = args.get(at);
            if (!arg.startsWith("--")) {
                options.unnamed.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (!known.contains(name)) {
                throw new WrongUsage("unknown option " + name + "; options are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            if (equals < 0 && at + 1 == args.size()) {
                throw new WrongUsage(name + " needs a value");
            }
            options.named.put(name, equals < 0 ? args.get(++at) : arg.substring(equals + 1));
        }
        return options;
    }

    String text(String name, String otherwise) {
        return named.getOrDefault(name, otherwise);
    }

    @Nullable
    String text(String name) {
        return named.get(name);
    }

    int count(String name, int otherwise, int min, int max) throws WrongUsage {
        String text = named.get(name);
        try {
            int count = text == null ? otherwise : Integer.parseInt(text);
            if (count >= min && count <= max) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // Said below, in the same words as a number out of bounds.
        }
        throw new WrongUsage(name + " is \"" + text + "\", expected a number from " + min + " to " + max);
    }

    List<String> unnamed() {
        return List.copyOf(unnamed);
    }
}
