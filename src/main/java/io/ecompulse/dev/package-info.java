/**
 * The servers that {@code ecompulse dev} and the integration tests embed. In: a data folder. Out: addresses of a Kafka
 * broker in this process and of a Redis child process. Promises: nothing is created outside the folder, a later start on it
 * continues where the last one ended, however that ended, and no child outlives this process.
 * Blocking: never call it on an event loop. Seen by Main alone; its libraries are not in the production image.
 */
@NullMarked
package io.ecompulse.dev;

import org.jspecify.annotations.NullMarked;
