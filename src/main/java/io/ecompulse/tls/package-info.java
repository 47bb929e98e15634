/**
 * A listener's certificate. In: two PEM files and the settings that name them. Out: options for a listener, again whenever the
 * files change. Promises: a listener never gets a certificate that clients would refuse (expired, weak, of another key): at
 * the start that is an error with one line, later the old one stays, with a log line, a meter and a health check. Files are
 * read on worker threads. Knows no listener.
 */
@NullMarked
package io.ecompulse.tls;

import org.jspecify.annotations.NullMarked;
