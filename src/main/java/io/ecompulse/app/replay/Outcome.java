package io.ecompulse.app.replay;

import java.util.Map;
import java.util.TreeMap;

/** What came of a run, counted. */
public final class Outcome {
    private final Map<String, Long> answers = new TreeMap<>();
    private final Map<String, Long> unsendable = new TreeMap<>();
    private long left;

    void answered(EdgeClient.Answer answer) {
        left += answer.reason().isEmpty() ? 0 : 1;
        String name = answer.reason().isEmpty() ? answer.outcome() : answer.outcome() + " (" + answer.reason() + ")";
        answers.merge(name, 1L, Long::sum);
    }

    void unsendable(String why) {
        left++;
        unsendable.merge(why, 1L, Long::sum);
    }

    /** By what the edge said: accepted, duplicate, or rejected with its reason. */
    public Map<String, Long> answers() {
        return answers;
    }

    /** What was not sent, by its cause. */
    public Map<String, Long> unsendable() {
        return unsendable;
    }

    /** Events that are still failed. */
    public long left() {
        return left;
    }
}
