package io.ecompulse.journal;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the journal's tests begin with. */
final class Journals {
    private Journals() {}

    /** The defaults, with one key and value after the other laid over them. */
    static JournalConfig config(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Settings settings = new Settings(keys, Map.of(), Map.of());
        JournalConfig config = JournalConfig.from(settings);
        try {
            settings.check();
        } catch (SettingsException malformed) {
            throw new AssertionError(malformed);
        }
        return config;
    }

    /** An event of a visitor, of 20 bytes and what the names take. */
    static JournalEntry event(String visitor, String id) {
        return new JournalEntry(
                JournalTopic.EVENTS,
                RecordKey.of("dev", bytes(visitor)),
                bytes("{\"of\":\"" + id + "\"}"),
                InstantSource.system().millis(),
                List.of(new JournalEntry.Header(JournalEntry.ID, bytes(id))));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
