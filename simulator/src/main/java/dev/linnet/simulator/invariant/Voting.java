package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * INV-1, 4, 5, 12, 13: who may say what, and what verdicts rest on. Silence and the lies of at most
 * f jurors prove nothing.
 */
final class Voting {
  private final Ghost ghost;

  Voting(Ghost ghost) {
    this.ghost = ghost;
  }

  /** A fact came into an honest node's replica. */
  void check(SimulatedNode node, Fact fact, boolean madeHere) {
    Reading reading = ghost.reader.read(fact);
    if (!reading.isSound()) {
      throw ghost.violated("INV-1", node, "believes a fact, but " + reading.flaw());
    }
    if (reading.content() instanceof Vote vote) {
      Announcement announcement =
          Objects.requireNonNull(ghost.reader.announcements().get(vote.rollout()));
      NodeName juror = Objects.requireNonNull(reading.node());
      RegionName region = Objects.requireNonNull(reading.region());
      boolean pinned =
          announcement
              .jury(vote.wave(), region)
              .filter(jury -> jury.jurors().contains(juror))
              .isPresent();
      if (!pinned || !region.equals(node.peer().region())) {
        throw ghost.violated("INV-13", node, "holds a vote of " + juror + ", who is no juror");
      }
      if (madeHere) {
        own(node, vote, announcement);
      }
    } else if (fact instanceof Fact.Certificate certificate) {
      if (madeHere) {
        madeFromItsVotes(node, certificate);
      }
      rightly(node, certificate);
    }
  }

  /** An honest juror speaks. */
  private void own(SimulatedNode node, Vote vote, Announcement announcement) {
    Ghost.OfNode known = ghost.of(node);
    String name = ghost.name(vote.rollout());
    Quality quality = ghost.mesh.quality(announcement.manifest());
    Set<Ballot> before = known.said.getOrDefault(vote.rollout(), EnumSet.noneOf(Ballot.class));
    if (vote.ballot() == Ballot.HEALTHY) {
      if (before.contains(Ballot.UNHEALTHY)) {
        throw ghost.violated("INV-12", node, "says HEALTHY of " + name + " after UNHEALTHY");
      }
      long bakeNanos = announcement.plan().waves().get(vote.wave()).bake().toNanos();
      Long since = known.servingSinceNanos.get(vote.rollout());
      if (since == null || ghost.mesh.nowNanos() - since < bakeNanos) {
        throw ghost.violated("INV-4", node, "says HEALTHY of " + name + " before its bake time");
      }
      if (!quality.passesTrial()) {
        throw ghost.violated("INV-4", node, "says HEALTHY of " + name + ", which fails its trial");
      }
    } else if (vote.ballot() == Ballot.UNHEALTHY
        && ghost.mesh.qualities(announcement.manifest()).stream()
            .allMatch(ever -> ever.passesTrial() && ever.failures(node.self()) == 0)
        && !overdue(known, vote, announcement)) {
      throw ghost.violated("INV-5", node, "says UNHEALTHY of " + name + ", which never failed");
    }
    ghost.say(node, vote);
  }

  /** Rule 3: whether a deadline that speaks against the version has passed since it serves. */
  private boolean overdue(Ghost.OfNode known, Vote vote, Announcement announcement) {
    Deadline deadline = announcement.plan().waves().get(vote.wave()).deadline();
    Long since = known.servingSinceNanos.get(vote.rollout());
    return deadline != null
        && deadline.unhealthy()
        && since != null
        && ghost.mesh.nowNanos() - since >= deadline.after().toNanos();
  }

  /**
   * Whoever promotes has enough HEALTHY votes without those of jurors who said UNHEALTHY too, or
   * were revoked.
   */
  private void madeFromItsVotes(SimulatedNode node, Fact.Certificate certificate) {
    if (certificate.outcome() != Outcome.PROMOTED) {
      return;
    }
    Set<NodeName> against = new TreeSet<>();
    for (Fact held : node.factsOnDisk().values()) {
      Reading reading = ghost.reader.read(held);
      if (reading.content() instanceof Vote vote
          && vote.rollout().equals(certificate.rollout())
          && vote.wave() == certificate.panel().wave()
          && vote.ballot() == Ballot.UNHEALTHY) {
        against.add(Objects.requireNonNull(reading.node()));
      }
    }
    Announcement announcement =
        Objects.requireNonNull(ghost.reader.announcements().get(certificate.rollout()));
    Set<NodeName> jury = Judging.jurors(announcement, certificate.panel());
    Wave wave = announcement.plan().waves().get(certificate.panel().wave());
    Set<NodeName> healthy = ghost.reader.voters(certificate, Ballot.HEALTHY);
    Set<NodeName> abstained = ghost.reader.voters(certificate, Ballot.INELIGIBLE);
    healthy.removeAll(against);
    healthy.removeIf(ghost.of(node).heard.standing::isRevoked);
    abstained.removeAll(against);
    abstained.removeIf(ghost.of(node).heard.standing::isRevoked);
    int jurors = jury.size();
    int needed = Quorums.promote(wave, jurors, jurors - abstained.size());
    if (healthy.size() < needed) {
      throw ghost.violated(
          "INV-12",
          node,
          "promotes "
              + ghost.name(certificate.rollout())
              + " by "
              + healthy
              + ", and "
              + needed
              + " are needed besides "
              + against
              + ", who said UNHEALTHY");
    }
  }

  /** Enough honest jurors truly judged so, whatever the liars added. */
  private void rightly(SimulatedNode node, Fact.Certificate certificate) {
    Announcement announcement =
        Objects.requireNonNull(ghost.reader.announcements().get(certificate.rollout()));
    Set<NodeName> jury = Judging.jurors(announcement, certificate.panel());
    Wave wave = announcement.plan().waves().get(certificate.panel().wave());
    int liars = (int) jury.stream().filter(ghost.liars::contains).count();
    int abstained = honest(certificate, jury, Ballot.INELIGIBLE);
    int eligible = jury.size() - abstained;
    if (liars > Quorums.rollback(wave, eligible) - 1) {
      return;
    }
    boolean promotes = certificate.outcome() == Outcome.PROMOTED;
    int needed = Integer.MAX_VALUE;
    for (int silentLiars = 0; silentLiars <= liars; silentLiars++) {
      int left = eligible - silentLiars;
      int quorum =
          promotes ? Quorums.promote(wave, jury.size(), left) : Quorums.rollback(wave, left);
      needed = Math.min(needed, quorum - (liars - silentLiars));
    }
    int found = honest(certificate, jury, promotes ? Ballot.HEALTHY : Ballot.UNHEALTHY);
    if (found < needed) {
      throw ghost.violated(
          promotes ? "INV-4" : "INV-5",
          node,
          "holds "
              + certificate.outcome()
              + " of "
              + ghost.name(certificate.rollout())
              + " by "
              + certificate.panel().words()
              + ", where "
              + found
              + " honest jurors said so and "
              + needed
              + " must");
    }
  }

  private int honest(Fact.Certificate certificate, Set<NodeName> jury, Ballot ballot) {
    return (int)
        ghost.said(certificate.rollout()).entrySet().stream()
            .filter(entry -> jury.contains(entry.getKey()))
            .filter(entry -> entry.getValue().contains(ballot))
            .count();
  }
}
