package io.ecompulse.app;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does; any set of them runs in one process. Declared in the order in which they stop. */
public enum Role {
    EDGE,
    AGGREGATE,
    LAKE,
    WAREHOUSE,
    INSIGHT;

    /** @throws IllegalArgumentException with a sentence for the operator, when a name is no role */
    public static Set<Role> parse(String names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names.split(",", -1)) {
            roles.add(Arrays.stream(values())
                    .filter(role -> role.tag().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "\"" + name.strip() + "\" is no role; roles are " + allTags())));
        }
        return roles;
    }

    public static Set<Role> all() {
        return EnumSet.allOf(Role.class);
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String allTags() {
        return Arrays.stream(values()).map(Role::tag).collect(Collectors.joining(", "));
    }
}
