package io.ecompulse.aggregate;

import io.ecompulse.event.Money;

/** The fields of a bucket's hash in Redis. Renaming one means a new {@link RedisKeys#LAYOUT}. */
final class BucketField {
    static final String EVENTS = "events";
    static final String DUPLICATES = "duplicates";
    static final String CONFLICTS = "conflicts";
    static final String UNREADABLE = "unreadable";
    /** Records by their arrival, whatever they are: what the journal holds. */
    static final String ARRIVED = "arrived";
    /** Those of them that were counted as events. */
    static final String STORED = "stored";

    static final String VIEWS = "views";
    static final String ADDS = "adds";
    static final String CHECKOUTS = "checkouts";
    static final String ORDERS = "orders";
    static final String UNITS = "units";
    /** Amounts that were left out because a sum would not have fitted 64 bits; written by the script. */
    static final String OVERFLOWS = "overflows";

    /** Before a top list's letters: the most that an entry may have lost by the list being cut; written by the script. */
    static final String CUT = "cut:";

    static final String TYPE = "type:";
    static final String NAME = "name:";
    static final String REVENUE = "revenue:";
    static final String REFUND = "refund:";
    static final String TAX = "tax:";
    static final String SHIPPING = "shipping:";
    static final String DISCOUNT = "discount:";
    static final String DEVICE = "device:";
    static final String COUNTRY = "country:";

    /** Where names go that a bucket has no room to tell apart. */
    static final String OTHER_NAMES = NAME + "(other)";

    private BucketField() {}

    /** Where amounts go whose rare currency a bucket has no room for; its digits are those of every unknown code. */
    static String otherCurrency(String prefix) {
        return prefix + Money.NO_CURRENCY;
    }
}
