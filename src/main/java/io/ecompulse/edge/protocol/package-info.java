/**
 * The languages clients speak. In: a body and what its request line says. Out: a batch whose events are judged one by one,
 * each sound (with its identity, its visitor and the bytes for the journal) or unsound (with its reason), or a refusal of
 * the whole body. Promise: one bad event never spoils its siblings, and no input makes a protocol throw.
 * Knows nothing of HTTP servers, keys that are valid, or the journal.
 */
@NullMarked
package io.ecompulse.edge.protocol;

import org.jspecify.annotations.NullMarked;
