package dev.linnet.simulator.invariant;

import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.invariant.FactReader.Reading;

/** Facts in a few words, for a history. */
final class Describing {
  private Describing() {}

  /** What a fact says; empty for directory records, which come all the time. */
  static String of(Reading reading, Ghost ghost) {
    Digest rollout = reading.rollout();
    if (rollout == null) {
      return "";
    }
    String name = ghost.name(rollout);
    if (reading.content() instanceof Announcement) {
      return "announcement of " + name;
    }
    if (reading.content() instanceof Control control) {
      return control.action() + " (sequence " + control.sequence() + ") of " + name;
    }
    if (reading.content() instanceof Vote vote) {
      return vote.ballot() + " by " + reading.node() + " on " + name + ": " + vote.reason();
    }
    if (reading.content() instanceof Fact.Certificate certificate) {
      return certificate.outcome() + " by " + certificate.panel().words() + " of " + name;
    }
    return "";
  }
}
