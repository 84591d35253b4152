/**
 * What must hold at every moment of every run, checked from outside the core. Entry point: {@link
 * dev.linnet.simulator.invariant.Invariants}. Knows who lies and who truly served what; shares no
 * rule with the core: quorums, cover and opening are stated here a second time, from the
 * requirements.
 */
@NullMarked
package dev.linnet.simulator.invariant;

import org.jspecify.annotations.NullMarked;
