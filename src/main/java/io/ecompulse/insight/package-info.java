/**
 * The read side. In: questions with their parameters as people wrote them. Out: JSON of the query API, and a snapshot a
 * second for the live page. Promise: an answer says which time it covers and whether it is complete; a question that cannot
 * be answered is refused with a sentence. Knows nothing of HTTP, nor of how numbers are kept.
 */
@NullMarked
package io.ecompulse.insight;

import org.jspecify.annotations.NullMarked;
