/**
 * Believable load for a running program, from outside: a shop's visitors, the demo that sends them, a benchmark and a
 * single sender. In: a seed, a clock and the address of a public listener. Out: events over HTTP, and figures about the
 * answers. Promise: never more requests in flight than a fixed bound, and the same events for the same seed. Knows the wire
 * only: nothing of the stages behind the door.
 */
@NullMarked
package io.ecompulse.dev.traffic;

import org.jspecify.annotations.NullMarked;
