package io.ecompulse.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * Whose numbers are asked for.
 *
 * @param source null for all
 */
public record Selection(@Nullable String source, Bots bots) {
    /** Everything of a source, or of all. */
    public static Selection of(@Nullable String source) {
        return new Selection(source, Bots.INCLUDE);
    }

    boolean takes(Channel channel) {
        boolean of = source == null || source.equals(channel.source());
        return of && (bots == Bots.INCLUDE || channel.bot() == (bots == Bots.ONLY));
    }
}
