package io.ecompulse.insight;

import io.ecompulse.aggregate.RecentEvent;
import java.util.List;

/** The last events, the newest first. */
public record Recent(List<RecentEvent> events) {
    public String toJson() {
        return Json.write(this);
    }
}
