package io.ecompulse.archfixture.stray;

/** Breaks the laws: a name that says nothing, and state that belongs to nobody. */
final class OrderHelper {
    static int calls;

    private OrderHelper() {}

    interface ShopManager {}

    interface ShopUtils {}

    interface ShopUtil {}

    interface ShopImpl {}
}
