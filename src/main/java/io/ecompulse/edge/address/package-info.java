/**
 * What an address tells. In: addresses as text, a database of countries. Out: their bytes, and a country's two letters.
 * Promises: no name is ever looked up; a look-up of a country waits for no disk; a broken database leaves the last good one.
 * Knows nothing of HTTP.
 */
@NullMarked
package io.ecompulse.edge.address;

import org.jspecify.annotations.NullMarked;
