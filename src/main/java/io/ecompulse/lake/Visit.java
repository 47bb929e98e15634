package io.ecompulse.lake;

import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Platform;
import io.ecompulse.event.Slice;
import io.ecompulse.event.UserAgent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event says, between the lines, of the visit it belongs to: client, device, where from. */
final class Visit {
    private static final Name NAME = new Name("name");
    private static final Name URL = new Name("url");
    private static final Name SEARCH = new Name("search");
    private static final Name REFERRER = new Name("referrer");
    private static final Name SOURCE = new Name("source");
    private static final Name MEDIUM = new Name("medium");
    private static final Name CHANNEL = new Name("channel");
    private static final Name OS = new Name("os");
    private static final Name APP = new Name("app");

    private final EventRow row;
    private final Memos memos;
    private final UserAgent agent;
    private final Map<ClickId, byte[]> clicks;
    private final @Nullable ReferrerClass kind;
    private final @Nullable Referrer referrer;

    Visit(EventRow row, Memos memos) {
        this.row = row;
        this.memos = memos;
        Slice said = Slice.of(row.userAgent());
        this.agent = said == null ? UserAgent.NONE : said.in(memos.agents());
        Slice url = Slice.of(row.page(URL));
        this.clicks = clicks(url, Slice.of(row.page(SEARCH)));
        Slice from = Slice.of(row.page(REFERRER));
        Slice host = from == null ? null : from.host();
        this.referrer = host == null ? null : host.in(memos.referrers());
        this.kind = kind(url, host);
    }

    private static Map<ClickId, byte[]> clicks(@Nullable Slice url, @Nullable Slice search) {
        Map<ClickId, byte[]> found = url == null ? Map.of() : ClickId.in(url);
        return found.isEmpty() && search != null ? ClickId.in(search) : found;
    }

    /** A campaign's word counts more than the referrer's: its mail may be read in a browser, on a page of its own. */
    private @Nullable ReferrerClass kind(@Nullable Slice url, @Nullable Slice host) {
        JsonValue medium = row.campaign(MEDIUM);
        String text = medium == null ? null : medium.text();
        if (text != null) {
            return ReferrerClass.ofMedium(text);
        }
        if (!clicks.isEmpty() || row.campaign(SOURCE) != null) {
            return ReferrerClass.CAMPAIGN;
        }
        Referrer site = referrer;
        if (host == null || site == null) {
            return url == null ? null : ReferrerClass.DIRECT;
        }
        Slice own = url == null ? null : url.host();
        return own != null && Referrer.isSame(site, host, own) ? ReferrerClass.INTERNAL : site.kind();
    }

    byte @Nullable [] referrerClass() {
        return kind == null ? null : kind.utf8();
    }

    /** The campaign's own name of it, else the site's. */
    byte @Nullable [] referrerSource() {
        JsonValue source = row.campaign(SOURCE);
        byte[] named = source == null ? null : source.utf8();
        return named != null ? named : referrer == null ? null : utf8(referrer.source());
    }

    byte @Nullable [] click(ClickId id) {
        return clicks.get(id);
    }

    UserAgent agent() {
        return agent;
    }

    byte @Nullable [] deviceClass() {
        return agent.device() == UserAgent.DeviceClass.UNKNOWN
                ? null
                : utf8(agent.device().tag());
    }

    /** The client's own word first: its channel, its library, its operating system; then what its user agent looks like. */
    byte @Nullable [] platform() {
        Platform platform = platform(row.field(CHANNEL));
        if (platform == null) {
            platform = platform(row.library(NAME));
        }
        if (platform == null && row.context(APP) != null) {
            JsonValue os = row.context(OS);
            JsonFields system = os == null ? null : os.fields();
            platform = platform(system == null ? null : system.present(NAME));
        }
        if (platform == null) {
            platform = Platform.of(agent);
        }
        return platform == null ? null : platform.utf8();
    }

    private @Nullable Platform platform(@Nullable JsonValue name) {
        Slice text = Slice.of(name);
        Optional<Platform> known = text == null ? Optional.empty() : text.in(memos.platforms());
        return known.orElse(null);
    }

    static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
