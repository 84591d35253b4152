/**
 * Runs made from seeds. Entry point: {@link dev.linnet.simulator.check.Check}. A seed makes a
 * {@link dev.linnet.simulator.check.Scenario}, which is data; a scenario makes one history; a
 * scenario that breaks an invariant is made smaller while it still does.
 */
@NullMarked
package dev.linnet.simulator.check;

import org.jspecify.annotations.NullMarked;
