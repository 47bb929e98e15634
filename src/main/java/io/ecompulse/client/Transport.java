package io.ecompulse.client;

import java.net.URI;

/** Opens connections. What a connection hears is told from any thread. */
public interface Transport {
    /** Returns at once; {@code heard} is told when the connection is open, or that it is closed. */
    Connection open(URI server, Heard heard);

    /** An open connection, or one to be. */
    interface Connection {
        /** Sends one text message after those before it. */
        void send(String text);

        /** Ends it in order; {@link Heard#closed} follows. */
        void close();

        /** Ends it at once. */
        void abort();
    }

    /** What a connection tells. */
    interface Heard {
        void opened();

        void message(String text);

        /**
         * Told once at most; nothing follows.
         *
         * @param code of the close frame, 1006 when there was none
         */
        void closed(int code);
    }
}
