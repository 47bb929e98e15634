/** Keeps the law. */
@NullMarked
package io.ecompulse.archfixture.marked;

import org.jspecify.annotations.NullMarked;
