package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Hold;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts the facts of one rollout together. */
final class Assembly {
  private Assembly() {}

  static Rollout rollout(Digest id, Entry announcement, Collection<Entry> hanging, Trust trust) {
    SortedSet<NodeName> doubted = doubted(hanging);
    doubted.addAll(trust.revokedNodes());
    @Nullable SignedControl abort = null;
    @Nullable SignedControl lastSwitch = null;
    Set<Place> byHand = new LinkedHashSet<>();
    Map<Panel, Verdict> verdicts = new LinkedHashMap<>();
    boolean judged = false;
    Map<Place, Map<NodeName, EnumMap<Ballot, Vote>>> votes = new LinkedHashMap<>();
    for (Entry entry : hanging) {
      if (entry.payload() instanceof Control control) {
        if (control.action() == Control.Action.ABORT) {
          abort = new SignedControl(control, entry.operators());
        } else if (!entry.stands()) {
          continue;
        } else if (control.action() == Control.Action.PROMOTE) {
          byHand.add(
              new Place(
                  Objects.requireNonNull(control.wave()),
                  Objects.requireNonNull(control.region())));
        } else {
          SignedControl said = new SignedControl(control, entry.operators());
          lastSwitch = lastSwitch == null || said.outranks(lastSwitch) ? said : lastSwitch;
        }
      } else if (entry.payload() instanceof Certified certified) {
        Panel panel = ((Fact.Certificate) entry.fact()).panel();
        judged = true;
        certified.weigh(doubted).ifPresent(verdict -> verdicts.put(panel, verdict));
      } else if (entry.payload() instanceof Vote vote) {
        RegionName region = Objects.requireNonNull(entry.region());
        votes
            .computeIfAbsent(new Place(vote.wave(), region), any -> new TreeMap<>())
            .computeIfAbsent(
                Objects.requireNonNull(entry.node()), any -> new EnumMap<>(Ballot.class))
            .put(vote.ballot(), vote);
      }
    }
    return new Rollout(
        id,
        (Announcement) announcement.payload(),
        announcement.operators(),
        abort,
        lastSwitch,
        hold(announcement, trust),
        Collections.unmodifiableSet(byHand),
        Collections.unmodifiableMap(verdicts),
        judged,
        Collections.unmodifiableMap(votes),
        Collections.unmodifiableSortedSet(doubted));
  }

  private static @Nullable Hold hold(Entry announcement, Trust trust) {
    if (trust.isForked()) {
      return Hold.TRUST_ROOT_FORKED;
    }
    return announcement.stands() ? null : Hold.OPERATOR_REVOKED;
  }

  private static SortedSet<NodeName> doubted(Collection<Entry> hanging) {
    SortedSet<NodeName> doubted = new TreeSet<>();
    for (Entry entry : hanging) {
      if (entry.payload() instanceof Fact.DoubleVote) {
        doubted.add(Objects.requireNonNull(entry.node()));
      }
    }
    return doubted;
  }

  /**
   * The votes that a certificate of a jury is made of: of each juror the worst. To promote, those
   * in doubt are quoted with their HEALTHY, which counts for nothing; so the certificate outranks
   * the one that the doubt took the force of.
   */
  static List<NodeStatement> quorum(
      Jury jury, Outcome outcome, Collection<Entry> votes, Set<NodeName> doubted) {
    Map<NodeName, Cast> quoted = new TreeMap<>();
    for (Entry entry : votes) {
      Cast cast = Cast.of(entry);
      boolean mild = outcome == Outcome.PROMOTED && doubted.contains(cast.juror());
      boolean quotable = !mild || cast.vote().ballot() != Ballot.UNHEALTHY;
      if (quotable && jury.jurors().contains(cast.juror())) {
        quoted.merge(
            cast.juror(),
            cast,
            (one, other) ->
                one.vote().ballot().compareTo(other.vote().ballot()) >= 0 ? one : other);
      }
    }
    return quoted.values().stream().map(Cast::statement).toList();
  }
}
