/**
 * What an operator decides: typed settings and the sources that may send. In: a properties file, environment, overrides and
 * {@code sources.yaml}. Out: records and a directory of keys. Promise: every mistake is reported at once, with a suggestion,
 * before anything starts. Reads no environment and no clock by itself; the caller hands them over.
 */
@NullMarked
package io.ecompulse.config;

import org.jspecify.annotations.NullMarked;
