package io.ecompulse.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The views for analysts, each written once for both databases, in an order in which none comes before what it reads. Their SQL
 * names tables and other views in braces.
 */
public enum View {
    /** One row per order: the event that completed it first, its lines, what was refunded. */
    ORDERS,
    /** One row per visit: as the client says, else what lies no more than half an hour apart. */
    SESSIONS,
    /** Sums over its rows are right: traffic stands in the row without a currency, money in the row of its currency. */
    DAILY_KPIS,
    /** Visitors of each step, each once a day. */
    FUNNEL_DAILY,
    /** Views, additions and sales of a product. */
    PRODUCT_PERFORMANCE,
    /** Sessions by the campaign that began them, and what was ordered in them. */
    CAMPAIGN_PERFORMANCE,
    /** Customers by the month of their first order, and in which later months they ordered. */
    CUSTOMER_RETENTION;

    /** Its name in a database. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its query; {@code schema} stands before every table it reads, with a dot, or is empty. */
    String query(String schema) {
        try (InputStream sql = View.class.getResourceAsStream("views/" + title() + ".sql")) {
            if (sql == null) {
                throw new IllegalStateException("The SQL of " + title() + " is missing");
            }
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\{(\\w+)}", schema + "$1");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
