package io.ecompulse.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An amount in the minor units of its currency (ISO 4217 digits: 2 for EUR, 0 for JPY, 3 for KWD), so that sums are exact.
 *
 * @param currency three capital letters; {@link #NO_CURRENCY} when the client named none
 * @param minor at most {@link #MINOR_MAX} either way
 */
public record Money(String currency, long minor) {
    /** ISO 4217's own code for "no currency involved". */
    public static final String NO_CURRENCY = "XXX";
    /** 10^13 minor units: nine hundred thousand such orders still fit a 64-bit sum, so a counter cannot overflow. */
    public static final long MINOR_MAX = 10_000_000_000_000L;

    private static final Map<String, Integer> DIGITS = digits();
    private static final int CODE_LENGTH_MAX = 2 + 3 * 6; // in quotes, every letter written as an escape

    /** The amount in {@code value}, or null when it is no number or beyond {@link #MINOR_MAX}. Rounds half up. */
    public static @Nullable Money of(@Nullable JsonValue value, String currency) {
        BigDecimal amount = value == null ? null : value.decimal();
        return amount == null ? null : ofDecimal(amount, currency);
    }

    /** An amount that was reckoned, or null when it is beyond {@link #MINOR_MAX}. Rounds half up. */
    public static @Nullable Money ofDecimal(BigDecimal amount, String currency) {
        BigDecimal minor = amount.movePointRight(digits(currency)).setScale(0, RoundingMode.HALF_UP);
        return minor.abs().compareTo(BigDecimal.valueOf(MINOR_MAX)) > 0
                ? null
                : new Money(currency, minor.longValueExact());
    }

    /** The ISO code in {@code value} in capitals, or {@link #NO_CURRENCY}. */
    public static String currency(@Nullable JsonValue value) {
        String text = value == null || !value.isString() || value.length() > CODE_LENGTH_MAX ? null : value.text();
        if (text == null || text.length() != 3) {
            return NO_CURRENCY;
        }
        boolean letters = text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
        return letters ? text.toUpperCase(Locale.ROOT) : NO_CURRENCY;
    }

    /** As people write it, in major units: {@code 12.34}. */
    public static String major(String currency, long minor) {
        return BigDecimal.valueOf(minor, digits(currency)).toPlainString();
    }

    /** Two for an unknown code: what nearly every currency has, and the order must not be lost. */
    private static int digits(String currency) {
        return DIGITS.getOrDefault(currency, 2);
    }

    /** Asked once: {@code Currency.getInstance} answers an unknown code by a search and an exception. */
    private static Map<String, Integer> digits() {
        Map<String, Integer> digits = new HashMap<>();
        for (Currency currency : Currency.getAvailableCurrencies()) {
            if (currency.getDefaultFractionDigits() >= 0) { // -1 for codes that are no money, such as XXX
                digits.put(currency.getCurrencyCode(), currency.getDefaultFractionDigits());
            }
        }
        return Map.copyOf(digits);
    }
}
