package dev.linnet.core.rollout;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.control;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a decision says of itself; eu opens first, na waits for it. */
class DecideTest {
  private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

  private final Fact.ByOperator announced = announce(announcement(1, "1"));
  private final Digest rollout = announced.envelope().id();
  private final Replica replica = new Replica(trust(), NA);
  private News news = TestNews.of(3);

  DecideTest() {
    replica.join(announced);
  }

  @Test
  void waitingNamesTheWaveTheRegionAndWhatItTakesThere() {
    assertThat(decide(NA, NOW).reasons())
        .containsExactly(
            new Reason(rollout, new Because.Waiting("first", new Panel(0, EU, null), 3, 2)));
    assertThat(only(decide(NA, NOW)).sentence())
        .isEqualTo("region eu of wave first has not promoted it yet");
  }

  @Test
  void rolledBackNamesTheRegionAndItsVotes() {
    replica.join(certificate(Outcome.ROLLED_BACK, Ballot.UNHEALTHY));
    assertThat(only(decide(NA, NOW)).because())
        .isEqualTo(
            new Because.RolledBack(
                new Panel(0, EU, null), new Verdict(Outcome.ROLLED_BACK, 0, 2, 0)));
    assertThat(only(decide(NA, NOW)).sentence()).isEqualTo("region eu rolled it back by 2 votes");
  }

  @Test
  void ordersNameWhoGaveThem() {
    replica.join(control(rollout, Control.Action.PAUSE, 1));
    assertThat(only(decide(NA, NOW)).sentence()).isEqualTo("alice paused it");
    replica.join(control(rollout, Control.Action.ABORT, 0));
    assertThat(only(decide(NA, NOW)).sentence()).isEqualTo("alice aborted it");
  }

  @Test
  void headThatWaitsIsFollowedByWhatWasProvenBelow() {
    replica.join(certificate(Outcome.PROMOTED, Ballot.HEALTHY));
    Fact.ByOperator second = announce(announcement(2, "2"));
    replica.join(second);
    Decision decision = decide(NA, NOW);
    assertThat(decision.target()).isNull();
    assertThat(decision.reasons())
        .containsExactly(
            new Reason(
                second.envelope().id(), new Because.Waiting("first", new Panel(0, EU, null), 3, 2)),
            new Reason(rollout, new Because.Superseded(second.envelope().id(), NA)));
    assertThat(decide(EU, NOW).reasons().get(0).because()).isEqualTo(new Because.Opens("first"));
  }

  @Test
  void supersededUnprovenServesOnAsLongAsSomethingMayComeOfTheHead() {
    replica.join(certificate(Outcome.PROMOTED, Ballot.HEALTHY));
    Fact.ByOperator second = announce(announcement(2, "2"));
    Digest third = announceThird(second);
    Memory memory = Memory.EMPTY.opening(second.envelope().id());
    replica.join(control(third, Control.Action.PAUSE, 1));
    assertThat(decide(EU, NOW, memory).target()).isEqualTo(second.envelope().id());

    replica.join(control(third, Control.Action.ABORT, 0));
    Decision decision = decide(EU, NOW, memory);
    assertThat(decision.target()).isEqualTo(rollout);
    assertThat(decision.reasons().get(1))
        .isEqualTo(new Reason(second.envelope().id(), new Because.Superseded(third, EU)));
  }

  @Test
  void supersededUnprovenServesOnIfNothingElseWould() {
    Fact.ByOperator second = announce(announcement(2, "2"));
    Digest third = announceThird(second);
    replica.join(control(third, Control.Action.ABORT, 0));
    assertThat(decide(EU, NOW, Memory.EMPTY.opening(second.envelope().id())).target())
        .isEqualTo(second.envelope().id());
  }

  @Test
  void openingNamesTheRegionThatWasNotHeard() {
    replica.join(certificate(Outcome.PROMOTED, Ballot.HEALTHY));
    news = TestNews.of(2);
    assertThat(decide(NA, NOW).target()).isEqualTo(rollout);
    news = TestNews.of(1);
    assertThat(decide(NA, NOW).target()).isNull();
    assertThat(only(decide(NA, NOW)).sentence()).isEqualTo("last news from na: 3 h ago");
  }

  @Test
  void expiryOnlyKeepsFromOpening() {
    long after = Instant.parse("2027-01-02T00:00:00Z").toEpochMilli();
    assertThat(only(decide(NA, after)).because())
        .isEqualTo(new Because.Expired(Instant.parse("2027-01-01T00:00:00Z")));
  }

  private Digest announceThird(Fact.ByOperator second) {
    Fact.ByOperator third = announce(announcement(3, "3"));
    replica.join(second);
    replica.join(third);
    return third.envelope().id();
  }

  private Decision decide(RegionName region, long wallMillis) {
    return decide(region, wallMillis, Memory.EMPTY);
  }

  private Decision decide(RegionName region, long wallMillis, Memory memory) {
    NodeName node = new NodeName(region + "-1");
    Self self = new Self(node, region, new Profile(Map.of(), Map.of()));
    return Decide.decide(
        replica.rollouts(announcement(1, "1").model()),
        new Situation(self, memory, new TreeMap<>(), List.of(), news, wallMillis));
  }

  private static Reason only(Decision decision) {
    assertThat(decision.reasons()).hasSize(1);
    return decision.reasons().get(0);
  }

  private Fact.Certificate certificate(Outcome outcome, Ballot ballot) {
    List<NodeStatement> votes =
        List.of(
            vote("eu-1", EU, rollout, 0, 1, ballot).statement(),
            vote("eu-2", EU, rollout, 0, 1, ballot).statement());
    return new Fact.Certificate(rollout, 0, EU, outcome, votes);
  }
}
