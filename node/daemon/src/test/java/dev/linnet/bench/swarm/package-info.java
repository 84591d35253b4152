/**
 * How models move, beside other programs that move files: {@code scripts/bench swarm}. Entry point:
 * {@link dev.linnet.bench.swarm.SwarmBench}. Nodes are processes in network namespaces of their own
 * with links of a given speed; needs root.
 */
@NullMarked
package dev.linnet.bench.swarm;

import org.jspecify.annotations.NullMarked;
