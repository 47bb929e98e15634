package io.ecompulse.dev.traffic;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Where a visitor shops: language, currency, prices, tax and shipping. Amounts are minor units of the currency. */
enum Market {
    GERMANY("de-DE", "Europe/Berlin", "EUR", 2, 1.00, 0.19, 26),
    FRANCE("fr-FR", "Europe/Paris", "EUR", 2, 1.00, 0.20, 18),
    SPAIN("es-ES", "Europe/Madrid", "EUR", 2, 1.00, 0.21, 9),
    BRITAIN("en-GB", "Europe/London", "GBP", 2, 0.86, 0.20, 18),
    AMERICA("en-US", "America/New_York", "USD", 2, 1.10, 0.08, 21),
    JAPAN("ja-JP", "Asia/Tokyo", "JPY", 0, 1.60, 0.10, 8);

    private static final int FREE_SHIPPING_FROM_CENTS = 7_500;
    private static final int SHIPPING_CENTS = 495;
    private static final int SHARES = 100;

    private final String locale;
    private final String timezone;
    private final String currency;
    private final int digits;
    private final double rate;
    private final double tax;
    private final int share;

    /**
     * @param rate minor units for one euro cent
     * @param share how many visitors of a hundred shop here
     */
    Market(String locale, String timezone, String currency, int digits, double rate, double tax, int share) {
        this.locale = locale;
        this.timezone = timezone;
        this.currency = currency;
        this.digits = digits;
        this.rate = rate;
        this.tax = tax;
        this.share = share;
    }

    static Market pick(RandomGenerator random) {
        int ticket = random.nextInt(SHARES);
        for (Market market : values()) {
            ticket -= market.share;
            if (ticket < 0) {
                return market;
            }
        }
        return GERMANY;
    }

    String locale() {
        return locale;
    }

    String timezone() {
        return timezone;
    }

    String currency() {
        return currency;
    }

    /** The shop of this market, as its addresses begin. */
    String shop() {
        return "https://www.pulse-outdoor.example/"
                + Locale.forLanguageTag(locale).getLanguage();
    }

    long price(int cents) {
        return Math.round(cents * rate);
    }

    long shipping(long goods) {
        return goods >= price(FREE_SHIPPING_FROM_CENTS) ? 0 : price(SHIPPING_CENTS);
    }

    /** The tax on goods whose price does not contain it yet. */
    long taxOn(long goods) {
        return Math.round(goods * tax);
    }

    /** Minor units as people write them: 12.50 in euros, 1250 in yen. */
    BigDecimal amount(long minor) {
        return BigDecimal.valueOf(minor, digits);
    }
}
