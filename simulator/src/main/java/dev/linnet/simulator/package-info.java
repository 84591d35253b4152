/**
 * Many nodes of the core on virtual time. Entry point: {@link dev.linnet.simulator.SimulatedMesh}.
 * Runs the very {@link dev.linnet.core.Node} of the daemon; what is simulated is the network, the
 * disk, the models and the traffic around it, never the node.
 */
@NullMarked
package dev.linnet.simulator;

import org.jspecify.annotations.NullMarked;
