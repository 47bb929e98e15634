/**
 * Puts the stages together: roles, start and stop order, and the management listener (health, metrics, query API, live
 * page). In: settings and the outside world's clock. Out: a running {@link io.ecompulse.app.Program}. Promise: downstream starts first and
 * upstream stops first, all within a bound. Holds no logic of a stage, and does not know the embedded development servers.
 */
@NullMarked
package io.ecompulse.app;

import org.jspecify.annotations.NullMarked;
