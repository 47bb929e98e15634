package io.ecompulse.edge;

import io.ecompulse.config.Sources;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.journal.Journal;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the edge needs from the rest of the program. Everything here is used by several event loops at once.
 *
 * @param sources the sources now in force
 * @param subjects the persons of whom nothing is stored
 * @param nanos a clock for durations
 * @param version of the program, written on failed events
 */
public record EdgeServices(
        Supplier<Sources> sources,
        Supplier<SuppressedSubjects> subjects,
        Journal journal,
        MeterRegistry registry,
        Health health,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        String version) {}
