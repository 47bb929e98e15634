package io.ecompulse.insight;

import java.util.List;

/** The last events, the newest first. */
public record Recent(List<TailEvent> events) {
    public String toJson() {
        return Json.write(this);
    }
}
