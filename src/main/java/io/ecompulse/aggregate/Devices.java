package io.ecompulse.aggregate;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Memo;
import io.ecompulse.event.Slice;
import io.ecompulse.event.UserAgent;
import io.ecompulse.event.UserAgent.DeviceClass;
import org.jspecify.annotations.Nullable;

/** Which device a user agent is, remembered for those that many events have. */
final class Devices {
    private final Memo<DeviceClass> known;

    /** @param agentsMax user agents that are remembered */
    Devices(int agentsMax) {
        this.known = new Memo<>(agentsMax, agent -> UserAgent.of(agent).device());
    }

    /** Null where it does not tell. */
    @Nullable
    DeviceClass of(@Nullable JsonValue agent) {
        Slice text = Slice.of(agent);
        DeviceClass device = text == null ? null : text.in(known);
        return device == DeviceClass.UNKNOWN ? null : device;
    }
}
