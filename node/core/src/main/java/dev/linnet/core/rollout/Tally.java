package dev.linnet.core.rollout;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Vote.Ballot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The votes of a jury, counted: each pinned juror once, on its worst side; silence counts in
 * neither, but stays in the denominator.
 *
 * <p>Of a juror in doubt, who equivocated or was revoked, only UNHEALTHY counts. Else it is silent
 * where that makes promotion harder, and abstains, if it said so, where that makes rollback easier:
 * doubt never takes a rollback back.
 */
public record Tally(int jurors, int healthy, int unhealthy, int ineligible, Quorum quorum) {

  /**
   * Counts.
   *
   * @param ballots the worst that a juror ever said of this rollout; null if it said nothing
   * @param doubted who equivocated or was revoked
   */
  public static Tally of(
      Jury jury, Wave wave, Function<NodeName, @Nullable Ballot> ballots, Set<NodeName> doubted) {
    int healthy = 0;
    int unhealthy = 0;
    int ineligible = 0;
    int doubtfullyIneligible = 0;
    for (NodeName juror : jury.jurors()) {
      Ballot ballot = ballots.apply(juror);
      if (ballot == Ballot.UNHEALTHY) {
        unhealthy++;
      } else if (doubted.contains(juror)) {
        doubtfullyIneligible += ballot == Ballot.INELIGIBLE ? 1 : 0;
      } else if (ballot == Ballot.HEALTHY) {
        healthy++;
      } else if (ballot == Ballot.INELIGIBLE) {
        ineligible++;
      }
    }
    int jurors = jury.jurors().size();
    Quorum believed = Quorum.of(jurors, ineligible, wave.promote(), wave.minJurors());
    Quorum asSaid =
        Quorum.of(jurors, ineligible + doubtfullyIneligible, wave.promote(), wave.minJurors());
    Quorum quorum = new Quorum(believed.eligible(), believed.promote(), asSaid.rollback());
    return new Tally(jurors, healthy, unhealthy, ineligible, quorum);
  }

  public int silent() {
    return jurors - healthy - unhealthy - ineligible;
  }

  /** Whether these votes are enough for a verdict. */
  public boolean proves(Outcome outcome) {
    return switch (outcome) {
      case PROMOTED -> healthy >= quorum.promote();
      case ROLLED_BACK -> unhealthy >= quorum.rollback();
    };
  }

  /** What these votes prove, if anything: of two verdicts the worse one. */
  public Optional<Outcome> outcome() {
    return Arrays.stream(Outcome.values()).filter(this::proves).max(Comparator.naturalOrder());
  }
}
