package io.ecompulse.archfixture.stray;

import io.vertx.core.AbstractVerticle;

/** Breaks the law: extends the legacy base class. */
final class OldVerticle extends AbstractVerticle {}
