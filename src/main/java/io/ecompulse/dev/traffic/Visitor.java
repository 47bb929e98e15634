package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A person in front of a device: anonymous until the first sign-in, known from then on. */
final class Visitor {
    private static final String[] FIRST_NAMES = {
        "Ada", "Ben", "Chloe", "Daniel", "Emma", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Kaito", "Lena", "Mateo",
        "Nora", "Oscar", "Priya", "Quinn", "Rosa", "Sakura", "Theo"
    };
    private static final String[] LAST_NAMES = {
        "Arnold",
        "Bianchi",
        "Clarke",
        "Dubois",
        "Evans",
        "Fischer",
        "Garcia",
        "Hoffmann",
        "Ito",
        "Jensen",
        "Keller",
        "Lopez",
        "Martin",
        "Novak",
        "Okada",
        "Petit",
        "Reed",
        "Schmidt",
        "Tanaka",
        "Wagner"
    };
    private static final String[] TIERS = {"basic", "basic", "silver", "gold"};

    private final String anonymousId;
    private final String account;
    private final Market market;
    private final Device device;
    private final JsonObject traits;
    private boolean signedIn;

    Visitor(RandomGenerator random) {
        anonymousId = uuid4(random);
        account = "cust_" + (100_000 + random.nextInt(9_900_000));
        market = Market.pick(random);
        device = Device.pick(random);
        String first = FIRST_NAMES[random.nextInt(FIRST_NAMES.length)];
        String last = LAST_NAMES[random.nextInt(LAST_NAMES.length)];
        traits = new JsonObject()
                .put("email", (first + "." + last + "." + account + "@example.com").toLowerCase(Locale.ROOT))
                .put("firstName", first)
                .put("lastName", last)
                .put("tier", TIERS[random.nextInt(TIERS.length)])
                .put("marketingConsent", random.nextBoolean());
    }

    String anonymousId() {
        return anonymousId;
    }

    /** Null until the visitor has signed in once. */
    @Nullable
    String userId() {
        return signedIn ? account : null;
    }

    void signIn() {
        signedIn = true;
    }

    JsonObject traits() {
        return traits.copy();
    }

    Market market() {
        return market;
    }

    Device device() {
        return device;
    }

    /** Version 4, as client libraries make them. */
    private static String uuid4(RandomGenerator random) {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
