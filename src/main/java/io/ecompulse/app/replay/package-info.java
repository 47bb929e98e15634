/**
 * Sends events again that stand in the failed topic. In: the topic's records, a condition, a patch. Out: the same events with
 * the same ids at the edge's public door, and a mark for each in the topic. Promises: what is marked is never sent again, and
 * nothing is marked that the edge did not answer for. Sends rows of the lake again likewise, as the clients' events that they
 * were; in: the committed files, a condition in SQL, a patch; no marks are left.
 */
@NullMarked
package io.ecompulse.app.replay;

import org.jspecify.annotations.NullMarked;
