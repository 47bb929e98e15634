package io.ecompulse.config;

import java.util.List;

/** The settings cannot be used; carries every problem found, each a sentence for the operator. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join("\n", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
