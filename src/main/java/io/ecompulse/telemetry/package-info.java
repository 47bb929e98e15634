/**
 * How the program is watched: the same meters for every stage, and named health checks. Tags come from enums only, so no
 * client can grow the number of series. Knows no stage.
 */
@NullMarked
package io.ecompulse.telemetry;

import org.jspecify.annotations.NullMarked;
