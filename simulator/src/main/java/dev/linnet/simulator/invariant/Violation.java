package dev.linnet.simulator.invariant;

import java.util.Locale;

/**
 * A broken invariant.
 *
 * @param invariant which, as docs/simulating.md lists them
 * @param node where; "mesh" if at no single node
 * @param atNanos when, in virtual time
 * @param event the number of the event after which it was seen
 * @param sentence what was seen
 */
public record Violation(String invariant, String node, long atNanos, long event, String sentence) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s at %s, %.3f s, event %d: %s",
        invariant,
        node,
        atNanos / 1e9,
        event,
        sentence);
  }
}
