package io.ecompulse.aggregate;

import io.ecompulse.event.Money;

/** The fields of a bucket's hash in Redis. Renaming one means a new {@link RedisKeys#LAYOUT}. */
final class BucketField {
    static final String EVENTS = "events";
    static final String DUPLICATES = "duplicates";
    static final String CONFLICTS = "conflicts";
    static final String UNREADABLE = "unreadable";
    static final String ORDERS = "orders";
    static final String UNITS = "units";
    /** Amounts that were left out because a sum would not have fitted 64 bits; written by the script. */
    static final String OVERFLOWS = "overflows";

    static final String TYPE = "type:";
    static final String NAME = "name:";
    static final String REVENUE = "revenue:";
    static final String REFUND = "refund:";

    /** Where names go that a bucket has no room to tell apart. */
    static final String OTHER_NAMES = NAME + "(other)";

    private BucketField() {}

    /** Where amounts go whose rare currency a bucket has no room for; its digits are those of every unknown code. */
    static String otherCurrency(String prefix) {
        return prefix + Money.NO_CURRENCY;
    }
}
