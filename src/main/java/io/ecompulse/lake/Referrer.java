package io.ecompulse.lake;

import io.ecompulse.event.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The site a host belongs to.
 *
 * @param source its name, or the host where it is not known
 */
record Referrer(ReferrerClass kind, String source) {
    private static final int HOST_MAX = 253;
    /** Second labels that are no site's name: example.co.uk. */
    private static final Set<String> PUBLIC = Set.of("co", "com", "net", "org", "ac", "gov", "or", "ne");

    /** Whole hosts whose site has more than one side, or that are short for one. */
    private static final Map<String, Referrer> HOSTS = hosts();
    /** Sites by the label before their public suffix, whatever the country. */
    private static final Map<String, Referrer> SITES = sites();

    static Referrer of(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("www.") ? lower.substring(4) : lower;
        Referrer known = HOSTS.get(bare);
        if (known == null && bare.length() <= HOST_MAX) {
            known = SITES.get(site(bare));
        }
        return known == null ? new Referrer(ReferrerClass.OTHER, bare) : known;
    }

    /** Whether two hosts are of one site: equal but for www, or one below the other. */
    static boolean isSame(Referrer one, Slice oneHost, Slice otherHost) {
        if (one.kind() != ReferrerClass.OTHER) {
            return false;
        }
        if (Arrays.equals(
                oneHost.bytes(), oneHost.from(), oneHost.to(), otherHost.bytes(), otherHost.from(), otherHost.to())) {
            return true;
        }
        String a = bare(oneHost);
        String b = bare(otherHost);
        return a.equals(b) || a.endsWith("." + b) || b.endsWith("." + a);
    }

    private static String bare(Slice host) {
        String text = new String(host.bytes(), host.from(), host.to() - host.from(), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        return text.startsWith("www.") ? text.substring(4) : text;
    }

    private static @Nullable String site(String host) {
        String[] labels = host.split("\\.", -1);
        int at = labels.length - 2;
        if (at >= 1 && PUBLIC.contains(labels[at])) {
            at--;
        }
        return at < 0 ? null : labels[at];
    }

    private static Map<String, Referrer> hosts() {
        Map<String, Referrer> hosts = new HashMap<>();
        add(hosts, ReferrerClass.EMAIL, "google", "mail.google.com");
        add(hosts, ReferrerClass.EMAIL, "yahoo", "mail.yahoo.com");
        add(hosts, ReferrerClass.EMAIL, "outlook", "outlook.live.com", "outlook.office.com", "outlook.office365.com");
        add(hosts, ReferrerClass.EMAIL, "proton", "mail.proton.me");
        add(hosts, ReferrerClass.EMAIL, "yandex", "mail.yandex.ru");
        add(hosts, ReferrerClass.EMAIL, "mail.ru", "e.mail.ru");
        add(hosts, ReferrerClass.SEARCH, "brave", "search.brave.com");
        add(hosts, ReferrerClass.SEARCH, "aol", "search.aol.com");
        add(hosts, ReferrerClass.SEARCH, "google", "com.google.android.googlequicksearchbox");
        add(hosts, ReferrerClass.SOCIAL, "x", "t.co", "x.com");
        add(hosts, ReferrerClass.SOCIAL, "telegram", "t.me");
        add(hosts, ReferrerClass.SOCIAL, "whatsapp", "wa.me");
        add(hosts, ReferrerClass.SOCIAL, "linkedin", "lnkd.in");
        add(hosts, ReferrerClass.SOCIAL, "pinterest", "pin.it");
        add(hosts, ReferrerClass.SOCIAL, "youtube", "youtu.be");
        add(hosts, ReferrerClass.SOCIAL, "vk", "vk.com");
        return Map.copyOf(hosts);
    }

    private static Map<String, Referrer> sites() {
        Map<String, Referrer> sites = new HashMap<>();
        for (String name : new String[] {
            "google",
            "bing",
            "duckduckgo",
            "yahoo",
            "yandex",
            "baidu",
            "ecosia",
            "qwant",
            "startpage",
            "naver",
            "seznam",
            "kagi",
            "sogou"
        }) {
            sites.put(name, new Referrer(ReferrerClass.SEARCH, name));
        }
        for (String name : new String[] {
            "facebook",
            "instagram",
            "twitter",
            "linkedin",
            "pinterest",
            "tiktok",
            "reddit",
            "youtube",
            "snapchat",
            "whatsapp",
            "threads",
            "messenger",
            "discord",
            "telegram",
            "tumblr",
            "bsky",
            "weibo",
            "quora",
            "xing"
        }) {
            sites.put(name, new Referrer(ReferrerClass.SOCIAL, name));
        }
        return Map.copyOf(sites);
    }

    private static void add(Map<String, Referrer> to, ReferrerClass kind, String source, String... hosts) {
        for (String host : hosts) {
            to.put(host, new Referrer(kind, source));
        }
    }
}
