/**
 * Events of a million nodes in one thread, the same to the bit for a seed. Entry point: {@link
 * dev.linnet.simulator.engine.Simulation}; what nodes do is a {@link
 * dev.linnet.simulator.engine.Strategy}. Knows no protocol, and nothing of {@code node/core}, whose
 * whole nodes run in {@link dev.linnet.simulator.SimulatedMesh}.
 */
@NullMarked
package dev.linnet.simulator.engine;

import org.jspecify.annotations.NullMarked;
