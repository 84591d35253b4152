package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checked votes of a certificate, and the jury or the part of one that it speaks for. What they
 * prove is weighed anew whenever more is known of the voters, so that a proof against one of them
 * counts alike before and after the certificate.
 */
record Certified(Outcome outcome, Jury jury, Wave wave, List<Cast> votes) {
  /** Above any number of votes: ROLLED_BACK outranks PROMOTED. */
  private static final long ROLLED_BACK_RANK = 1_000;

  Certified {
    votes = List.copyOf(votes);
  }

  /** The outcome, if the votes prove it without the HEALTHY of those in doubt. */
  Optional<Verdict> weigh(Set<NodeName> doubted) {
    Tally tally = tally(doubted);
    return tally.proves(outcome)
        ? Optional.of(new Verdict(outcome, tally.healthy(), tally.unhealthy(), tally.ineligible()))
        : Optional.empty();
  }

  /**
   * The more votes, the higher: a certificate that a proof of double voting has weakened gives way
   * to one that the region's other jurors strengthened.
   */
  long rank() {
    Tally tally = tally(Set.of());
    return outcome == Outcome.ROLLED_BACK ? ROLLED_BACK_RANK + tally.unhealthy() : tally.healthy();
  }

  Tally tally(Set<NodeName> doubted) {
    SortedMap<NodeName, Ballot> ballots = new TreeMap<>();
    votes.forEach(cast -> ballots.put(cast.juror(), cast.vote().ballot()));
    return Tally.of(jury, wave, ballots::get, doubted);
  }
}
