/**
 * Protocols of the literature on the engine, each a {@link dev.linnet.simulator.workload.Workload}:
 * spreading of rumors, anti-entropy, detection of failures, distribution of chunks, broadcast by
 * trees; and the product's own rollout, reduced to what fits a million times. Entry point: {@link
 * dev.linnet.simulator.workload.Workloads}, which also finds one of a researcher's own by the name
 * of its class. Knows nothing of what was published about them; that is {@code reproduce}'s.
 */
@NullMarked
package dev.linnet.simulator.workload;

import org.jspecify.annotations.NullMarked;
