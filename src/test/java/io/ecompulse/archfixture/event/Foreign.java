package io.ecompulse.archfixture.event;

import io.vertx.core.buffer.Buffer;

/** Breaks the law: an event that knows Vert.x. */
interface Foreign {
    Buffer bytes();
}
