package io.ecompulse.edge.bot;

import io.ecompulse.edge.protocol.EventContext;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.Memo;
import io.ecompulse.event.Platform;
import io.ecompulse.event.Slice;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells events of programs from those of persons. Shared by all event loops, without a lock. */
public final class BotCheck {
    private static final Name USER_AGENT = new Name("userAgent");
    /** Protocols that a page speaks without any library. */
    private static final Set<String> OF_PAGES = Set.of("beacon", "pixel");

    private final Memo<Optional<BotReason>> known;

    private BotCheck(BotList list, int agentsMax) {
        this.known = new Memo<>(agentsMax, agent -> Optional.ofNullable(list.reasonOf(agent)));
    }

    /**
     * Reads the list of known bots. Blocking.
     *
     * @param agentsMax user agents that are remembered
     */
    public static BotCheck read(int agentsMax) {
        return new BotCheck(BotList.read(), agentsMax);
    }

    /**
     * Why an event counts as a program's; null for a person's. Its own user agent counts where it has one, as servers relay a
     * browser's; else that of its request.
     *
     * @param request the user agent of the request
     */
    public @Nullable BotReason of(EventContext event, @Nullable Slice request, String protocol) {
        Slice own = Slice.of(event.present(USER_AGENT));
        Slice agent = own == null ? request : own;
        BotReason reason = agent == null ? null : of(agent);
        return reason == BotReason.HTTP_CLIENT && !isOfPage(event, own != null || OF_PAGES.contains(protocol))
                ? null
                : reason;
    }

    /** What a user agent alone says. */
    private @Nullable BotReason of(Slice agent) {
        return agent.cut(Memo.TEXT_BYTES_MAX).in(known).orElse(null);
    }

    /**
     * Whether a page is said to have sent an event: servers and apps send with such libraries all day, browsers never do.
     *
     * @param otherwise for an event that names no library
     */
    private static boolean isOfPage(EventContext event, boolean otherwise) {
        String name = event.library();
        return name == null ? otherwise : Platform.named(name) == Platform.WEB;
    }
}
