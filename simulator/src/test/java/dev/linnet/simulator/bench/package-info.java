/**
 * What the simulator costs, beside others: {@code scripts/bench simulator}. Entry point: {@link
 * dev.linnet.simulator.bench.SimulatorBench}.
 */
@NullMarked
package dev.linnet.simulator.bench;

import org.jspecify.annotations.NullMarked;
