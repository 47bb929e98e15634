/** What tests put between this program and a server, to see it cope. Knows HTTP, nothing of events. */
@NullMarked
package io.ecompulse.faults;

import org.jspecify.annotations.NullMarked;
