/**
 * Whole histories of the way from the journal to the warehouse, in one thread and virtual time. In: a seed. Out: a verdict on
 * I3, I4, I5 and I7 after every step, and on whether all is done once faults end. The stages, the readers and the loader are
 * the product's own; Kafka, Redis, the lake's store and the warehouse are stood in for, with all the faults they may have.
 */
@NullMarked
package io.ecompulse.simulation;

import org.jspecify.annotations.NullMarked;
