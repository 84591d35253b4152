package dev.linnet.core.rollout;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the first activation needs, at a node of eu; na never decides, so nothing is forgotten. */
class OpeningTest {
  private static final Window NIGHT =
      new Window(
          new TreeSet<>(List.of(DayOfWeek.values())),
          LocalTime.of(2, 0),
          LocalTime.of(5, 0),
          "UTC");
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant THREE = Instant.parse("2026-06-02T03:00:00Z");

  private final Replica replica = new Replica(trust(), EU);

  @Test
  void headOpensInItsWindowAndWaitsForItOutside() {
    Digest first = add("1", 1, null, null, NIGHT);

    assertThat(decide(Memory.EMPTY, NOON).target()).isNull();
    assertThat(decide(Memory.EMPTY, NOON).reasons().get(0).because())
        .isEqualTo(new Because.OutsideWindow("all", Instant.parse("2026-06-02T02:00:00Z")));
    assertThat(decide(Memory.EMPTY, THREE).target()).isEqualTo(first);
  }

  @Test
  void whatWasOpenedStaysWhenItsWindowCloses() {
    Digest first = add("1", 1, null, null, NIGHT);

    assertThat(decide(Memory.EMPTY.opening(first), NOON).target()).isEqualTo(first);
  }

  @Test
  void aNodeThatServesWaitsForItsWindowEvenIfItsRegionPromoted() {
    Digest first = add("1", 1, null, null);
    certify(first, Outcome.PROMOTED);
    Digest second = add("2", 2, first, null, NIGHT);
    certify(second, Outcome.PROMOTED);
    Memory serving = Memory.EMPTY.opening(first);

    assertThat(decide(serving, NOON).target()).isEqualTo(first);
    assertThat(decide(serving, THREE).target()).isEqualTo(second);
    assertThat(decide(Memory.EMPTY, NOON).target()).as("a newcomer").isEqualTo(first);
  }

  @Test
  void aNodeWithNothingElseToServeWaitsForNoWindowOnceItsRegionPromoted() {
    Digest only = add("1", 1, null, null, NIGHT);
    assertThat(decide(Memory.EMPTY, NOON).target()).isNull();
    certify(only, Outcome.PROMOTED);

    assertThat(decide(Memory.EMPTY, NOON).target()).isEqualTo(only);
  }

  @Test
  void aNodeWhoseLabelsChangedKeepsWhatItOpened() {
    Digest first = add("1", 1, null, null, List.of(Requirement.label("tier", "edge")));
    Self bystander = new Self(new NodeName("eu-9"), EU, new Profile(Map.of(), Map.of()));

    assertThat(decide(bystander, Memory.EMPTY, NOON).reasons().get(0).sentence())
        .isEqualTo("wave all does not take this node: label tier is not stated, expected edge");
    assertThat(decide(bystander, Memory.EMPTY.opening(first), NOON).target()).isEqualTo(first);
    certify(first, Outcome.ROLLED_BACK);
    assertThat(decide(bystander, Memory.EMPTY.opening(first), NOON).target()).isNull();
  }

  @Test
  void aManifestThatWasRolledBackOpensOnlyAsARetryOfThat() {
    Digest first = add("1", 1, null, null);
    certify(first, Outcome.ROLLED_BACK);
    Digest hidden = add("1", 2, null, null);

    assertThat(decide(Memory.EMPTY, NOON).reasons().get(0).because())
        .isEqualTo(new Because.RolledBackBefore(first));
    Digest wrong = add("1", 3, null, hidden);
    assertThat(decide(Memory.EMPTY, NOON).reasons().get(0).rollout()).isEqualTo(wrong);
    assertThat(decide(Memory.EMPTY, NOON).target()).isNull();
    Digest retry = add("1", 4, null, first);
    assertThat(decide(Memory.EMPTY, NOON).target()).isEqualTo(retry);
    certify(retry, Outcome.ROLLED_BACK);
    add("1", 5, null, first);
    assertThat(decide(Memory.EMPTY, NOON).reasons().get(0).because())
        .isEqualTo(new Because.RolledBackBefore(retry));
    Digest other = add("2", 6, null, null);
    assertThat(decide(Memory.EMPTY, NOON).target()).isEqualTo(other);
  }

  @Test
  void whoLosesAVersionReturnsToWhatTheOperatorNamedIfItIsProvenHere() {
    Digest first = add("1", 1, null, null);
    Digest second = add("2", 2, null, null);
    Digest third = add("3", 3, first, null);
    certify(second, Outcome.PROMOTED);
    certify(third, Outcome.ROLLED_BACK);
    Memory opened = Memory.EMPTY.opening(first).opening(second).opening(third);

    assertThat(decide(opened, NOON).target()).isEqualTo(second);
    certify(first, Outcome.PROMOTED);
    assertThat(decide(opened, NOON).target()).isEqualTo(first);
    assertThat(decide(Memory.EMPTY.opening(first).opening(second), NOON).target())
        .as("never opened the third, but is of one region with those who did")
        .isEqualTo(first);
    assertThat(decide(Memory.EMPTY, NOON).target()).as("has a new disk").isEqualTo(first);
  }

  @Test
  void whoFailsAloneReturnsFromWhatItHadOpenedOnly() {
    Digest first = add("1", 1, null, null);
    Digest second = add("2", 2, null, null);
    Digest third = add("3", 3, first, null);
    certify(first, Outcome.PROMOTED);
    certify(second, Outcome.PROMOTED);
    Memory tried = Memory.EMPTY.opening(second).failing(third, "its trial failed");

    assertThat(decide(tried, NOON).target()).isEqualTo(second);
    assertThat(decide(tried.opening(third).failing(third, "a gate failed"), NOON).target())
        .isEqualTo(first);
  }

  private Digest add(
      String version,
      long generation,
      @Nullable Digest returnTo,
      @Nullable Digest retryOf,
      Window... windows) {
    return add(version, generation, returnTo, retryOf, List.of(), windows);
  }

  private Digest add(
      String version,
      long generation,
      @Nullable Digest returnTo,
      @Nullable Digest retryOf,
      List<Requirement> requirements,
      Window... windows) {
    Wave wave =
        new Wave(
            "all",
            List.of(EU, NA),
            new Selector(requirements, Share.WHOLE),
            List.of(windows),
            null,
            Duration.ZERO,
            0,
            List.of(),
            Share.TWO_THIRDS,
            1);
    Fact.ByOperator announced =
        announce(
            new Announcement(
                MESH,
                new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, retryOf, List.of(wave)),
                Digest.of(version.getBytes(StandardCharsets.UTF_8)),
                0,
                generation,
                null,
                returnTo,
                retryOf,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"),
                List.of(new Jury(0, EU, names()), new Jury(0, NA, names()))));
    replica.join(announced);
    return announced.envelope().id();
  }

  private void certify(Digest rollout, Outcome outcome) {
    Ballot ballot = outcome == Outcome.PROMOTED ? Ballot.HEALTHY : Ballot.UNHEALTHY;
    List<NodeStatement> votes =
        Stream.of("eu-1", "eu-2")
            .map(juror -> vote(juror, EU, rollout, 0, 1, ballot).statement())
            .toList();
    replica.join(new Fact.Certificate(rollout, 0, EU, outcome, votes));
    assertThat(replica.rollout(rollout).orElseThrow().verdicts()).isNotEmpty();
  }

  private Decision decide(Memory memory, Instant now) {
    return decide(new Self(new NodeName("eu-1"), EU, new Profile(Map.of(), Map.of())), memory, now);
  }

  private Decision decide(Self self, Memory memory, Instant now) {
    return Decide.decide(
        replica.rollouts(MODEL),
        new Situation(
            self, memory, new TreeMap<>(), List.of(), TestNews.of(3), now.toEpochMilli()));
  }

  private static TreeSet<NodeName> names() {
    return new TreeSet<>(List.of(new NodeName("eu-1"), new NodeName("eu-2"), new NodeName("eu-3")));
  }
}
