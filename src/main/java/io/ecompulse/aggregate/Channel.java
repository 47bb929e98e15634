package io.ecompulse.aggregate;

/**
 * A source's people, or its bots: each is counted on its own, so that bots can be left out and nothing is counted twice.
 * Records that are not read, duplicates and unreadable ones, count with the people.
 */
record Channel(String source, boolean bot) {
    private static final String BOT = "~"; // no source id ends so

    static Channel parse(String id) {
        boolean bot = id.endsWith(BOT);
        return new Channel(bot ? id.substring(0, id.length() - BOT.length()) : id, bot);
    }

    /** As keys in Redis name it. */
    String id() {
        return bot ? source + BOT : source;
    }
}
