/**
 * Whether a program or a person is behind an event. In: user agents, and what an event says of its sender. Out: a reason, or
 * nothing for a person. Promises: what was looked into once is remembered, within a bound; nothing is dropped here. Knows
 * nothing of HTTP.
 */
@NullMarked
package io.ecompulse.edge.bot;

import org.jspecify.annotations.NullMarked;
