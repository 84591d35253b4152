package dev.linnet.core;

import static dev.linnet.core.TestManifests.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** eu-1, alone in its region, which serves version 1 and is told to go to version 2. */
class ShadowAndCanaryTest {
  private static final Shadow SHADOW = new Shadow(new Share(1, 10), 200, Duration.ofMinutes(10));
  private static final Canary CANARY = new Canary(new Share(1, 10), Duration.ofMinutes(5));
  private static final Gate AGREES =
      Gate.of("agrees", "prediction.disagreement", true, "> 5%", Gate.Compare.PREVIOUS, 0.01);
  private static final Manifest FIRST = manifest("1");
  private static final Manifest SECOND = manifest("2");
  private static final Manifest THIRD = manifest("3");

  private final RecordedEffects effects = new RecordedEffects();
  private Node node = node();
  private long nowNanos = Duration.ofHours(1).toNanos();
  private Duration bake = Duration.ZERO;
  private @Nullable RegionName goesOnTo;

  @BeforeEach
  void firstVersionServesAndIsProven() {
    tick();
    for (Manifest manifest : List.of(FIRST, SECOND, THIRD)) {
      BitSet all = new BitSet();
      all.set(0);
      node.handle(nowNanos, new Event.ChunksLocated(manifest.digest(), all), effects);
    }
    announce(1, FIRST, null, null, List.of());
    passTrial(FIRST);
    started(FIRST);
    tick();
    assertThat(effects.served).containsExactly(FIRST);
    assertThat(effects.canaries).containsExactly(Optional.empty());
  }

  @Test
  void versionServesOnlyAfterItsShadow() {
    announce(2, SECOND, SHADOW, null, List.of(AGREES));
    passTrial(SECOND);
    assertThat(effects.shadowed).containsExactly(SECOND);
    observe(SECOND, 150, 0);
    assertThat(effects.served).containsExactly(FIRST);
    observe(SECOND, 50, 0);
    assertThat(effects.served).containsExactly(FIRST, SECOND);
    assertThat(effects.shadowsEnded).as("the order to serve takes it over").isEmpty();
  }

  @Test
  void versionThatDisagreesInShadowNeverServes() {
    announce(2, SECOND, SHADOW, null, List.of(AGREES));
    passTrial(SECOND);
    observe(SECOND, 40, 30);
    assertThat(effects.served).containsExactly(FIRST);
    assertThat(effects.shadowsEnded).containsExactly(TestPeople.MODEL);
    assertThat(told("ROLLOUT_FAILED_HERE"))
        .containsExactly(
            "version 2 of scenes failed here: in shadow, gate agrees failed: "
                + "prediction.disagreement 75.0 % of 40, limit 5.0 %");
    tick();
    assertThat(effects.shadowed).containsExactly(SECOND);
  }

  @Test
  void versionThatCannotBeLoadedForItsShadowFails() {
    announce(2, SECOND, SHADOW, null, List.of());
    passTrial(SECOND);
    node.handle(
        nowNanos, new Event.TrialFinished(SECOND.digest(), false, "no memory is left"), effects);
    assertThat(effects.served).containsExactly(FIRST);
    assertThat(told("ROLLOUT_FAILED_HERE"))
        .containsExactly(
            "version 2 of scenes failed here: it could not be shadowed: no memory is left");
  }

  @Test
  void shadowThatCouldNotBeginBeginsAgain() {
    announce(2, SECOND, SHADOW, null, List.of());
    passTrial(SECOND);
    node.handle(nowNanos, new Event.TrialPutOff(SECOND.digest()), effects);
    assertThat(effects.shadowed).containsExactly(SECOND, SECOND);
  }

  @Test
  void withoutTrafficAShadowEndsByTheClock() {
    announce(2, SECOND, SHADOW, null, List.of(AGREES));
    passTrial(SECOND);
    pass(SHADOW.atMost().minusSeconds(1));
    assertThat(effects.served).containsExactly(FIRST);
    pass(Duration.ofSeconds(1));
    assertThat(effects.served).containsExactly(FIRST, SECOND);
    assertThat(told("SHADOW_PASSED"))
        .containsExactly(
            "version 2 of scenes answered 0 of 200 requests in shadow within 600 s,"
                + " and no gate rejects it");
  }

  @Test
  void versionThatFoundNoRoomServesLaterAndNobodyVotesMeanwhile() {
    announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofSeconds(4));
      late(SECOND);
    }
    assertThat(effects.served).containsExactly(FIRST, SECOND, SECOND, SECOND, SECOND);
    assertThat(votes()).isEmpty();
    assertThat(verdicts()).isZero();
    assertThat(told("ROLLOUT_FAILED_HERE")).isEmpty();
    assertThat(told("ROLLOUT_OPENED"))
        .containsExactly("version 1 of scenes opens here", "version 2 of scenes opens here");
    started(SECOND);
    tick();
    assertThat(votes()).hasSize(1);
    assertThat(verdicts()).isEqualTo(1);
  }

  @Test
  void versionThatFindsNoRoomIsNotOrderedAgainOnceItIsUnwanted() {
    Digest second = announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    learn(TestPeople.control(second, Action.ABORT, 1));
    late(SECOND);
    tick();
    assertThat(effects.served).as("the first answers all the while").containsExactly(FIRST, SECOND);
  }

  @Test
  void openingThatWasHeldUpIsToldAnew() {
    Digest second = announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    learn(TestPeople.control(second, Action.PAUSE, 1));
    late(SECOND);
    tick();
    learn(TestPeople.control(second, Action.RESUME, 2));
    assertThat(effects.served).containsExactly(FIRST, SECOND, SECOND);
    assertThat(told("ROLLOUT_OPENED")).hasSize(3);
  }

  @Test
  void shadowEndsWithTheWishToOpen() {
    Digest second = announce(2, SECOND, SHADOW, null, List.of());
    passTrial(SECOND);
    learn(TestPeople.control(second, Action.PAUSE, 1));
    assertThat(effects.shadowsEnded).containsExactly(TestPeople.MODEL);
    learn(TestPeople.control(second, Action.RESUME, 2));
    assertThat(effects.shadowed).as("and begins anew").containsExactly(SECOND, SECOND);
  }

  @Test
  void withoutAVersionThatServesThereIsNobodyToCompareWith() {
    node = node();
    effects.served.clear();
    tick();
    BitSet all = new BitSet();
    all.set(0);
    node.handle(nowNanos, new Event.ChunksLocated(SECOND.digest(), all), effects);
    announce(1, SECOND, SHADOW, CANARY, List.of());
    passTrial(SECOND);
    assertThat(effects.shadowed).isEmpty();
    assertThat(effects.served).containsExactly(SECOND);
    assertThat(effects.canaries).last().isEqualTo(Optional.empty());
  }

  @Test
  void versionTakesOverByItsCanaryAndBakesAfterIt() {
    announce(2, SECOND, null, CANARY, List.of());
    passTrial(SECOND);
    assertThat(effects.canaries).containsExactly(Optional.empty(), Optional.of(CANARY));
    started(SECOND);
    pass(CANARY.lasting().minusSeconds(1));
    assertThat(verdicts()).isZero();
    pass(Duration.ofSeconds(1));
    assertThat(verdicts()).isEqualTo(1);
    assertThat(effects.served).as("the shell ends it by itself").containsExactly(FIRST, SECOND);
  }

  @Test
  void whatIsBadInItsCanaryIsLeftAtOnce() {
    announce(2, SECOND, null, CANARY, List.of(AGREES));
    passTrial(SECOND);
    started(SECOND);
    observe(SECOND, 40, 30);
    assertThat(effects.served).containsExactly(FIRST, SECOND, FIRST);
    assertThat(effects.canaries).last().isEqualTo(Optional.empty());
  }

  @Test
  void canaryEndsWhenTheVersionBeforeMayServeNoMore() {
    Digest second = announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    started(SECOND);
    tick();
    announce(3, THIRD, null, CANARY, List.of());
    passTrial(THIRD);
    started(THIRD);
    assertThat(effects.canaries).last().isEqualTo(Optional.of(CANARY));
    learn(TestPeople.control(second, Action.ABORT, 1));
    assertThat(effects.served).containsExactly(FIRST, SECOND, THIRD, THIRD);
    assertThat(effects.canaries).last().isEqualTo(Optional.empty());
  }

  @Test
  void whatIsNotProvenHereAnswersNoRest() {
    announce(2, SECOND, null, null, List.of(AGREES));
    passTrial(SECOND);
    started(SECOND);
    announce(3, THIRD, null, CANARY, List.of());
    passTrial(THIRD);
    assertThat(effects.served).containsExactly(FIRST, SECOND, THIRD);
    assertThat(effects.canaries).last().isEqualTo(Optional.empty());
  }

  @Test
  void afterRestartVersionIsComparedOnceTheOneBeforeIsFound() {
    announce(2, SECOND, null, null, List.of(AGREES));
    passTrial(SECOND);
    started(SECOND);
    restart();
    located(SECOND);
    started(SECOND);
    assertThat(effects.served).as("it answers at once").containsExactly(SECOND);
    assertThat(effects.comparedWith).containsExactly(Optional.empty());
    observe(SECOND, 300, 0);
    assertThat(verdicts()).as("nothing is judged before it is known by what").isZero();

    located(FIRST);
    assertThat(effects.served).containsExactly(SECOND, SECOND);
    assertThat(effects.comparedWith).last().isEqualTo(Optional.of(FIRST));
    started(SECOND);
    observe(SECOND, 300, 0);
    tick();
    assertThat(verdicts()).isEqualTo(1);
  }

  @Test
  void bakeTimeBeginsAnewWhenAVersionIsComparedAgain() {
    bake = Duration.ofSeconds(10);
    announce(2, SECOND, null, null, List.of(AGREES));
    passTrial(SECOND);
    started(SECOND);
    restart();
    located(SECOND);
    started(SECOND);
    located(FIRST);
    pass(Duration.ofSeconds(5));
    started(SECOND);
    observe(SECOND, 300, 0);
    pass(Duration.ofSeconds(9));
    assertThat(verdicts()).as("14 s since it answers, 9 since it is compared").isZero();
    pass(Duration.ofSeconds(1));
    assertThat(verdicts()).isEqualTo(1);
  }

  @Test
  void afterRestartTheWayBackIsLookedForThoughItMayNotServeYet() {
    bake = Duration.ofSeconds(10);
    announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    started(SECOND);
    announce(3, THIRD, null, null, List.of());
    passTrial(THIRD);
    started(THIRD);
    restart();
    located(THIRD);
    assertThat(effects.served).containsExactly(THIRD);
    assertThat(effects.located).contains(SECOND);
  }

  @Test
  void whatNothingComparesIsNeverCalledHealthyAndAPersonIsTold() {
    announce(2, SECOND, null, null, List.of(AGREES));
    passTrial(SECOND);
    started(SECOND);
    uncompared(SECOND);
    observe(SECOND, 0, 0);
    pass(Duration.ofHours(1));
    assertThat(verdicts()).isZero();
    assertThat(told("UNCOMPARED"))
        .containsExactly(
            "version 2 of scenes: version 1 could not be loaded beside it,"
                + " so that this node cannot call it healthy: nothing passes gate agrees");
  }

  @Test
  void whatIsProvenOrHasNoGateThatComparesNeedsNoComparison() {
    announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    uncompared(SECOND);
    started(SECOND);
    tick();
    assertThat(verdicts()).isEqualTo(1);
    uncompared(SECOND);
    assertThat(told("UNCOMPARED")).isEmpty();
  }

  private void uncompared(Manifest manifest) {
    String reason = "version 1 could not be loaded beside it";
    node.handle(
        nowNanos, new Event.Uncompared(TestPeople.MODEL, manifest.digest(), reason), effects);
  }

  @Test
  void whatWasTakenBackIsNoMeasure() {
    Digest second = announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    started(SECOND);
    learn(TestPeople.control(second, Action.ABORT, 1));
    started(FIRST);
    announce(3, THIRD, null, null, List.of(AGREES));
    passTrial(THIRD);
    assertThat(effects.served).containsExactly(FIRST, SECOND, FIRST, THIRD);
    assertThat(effects.comparedWith).last().isEqualTo(Optional.of(FIRST));
  }

  @Test
  void newcomerTriesWhatIsProvenWhileItServesWhatIsNot() {
    bake = Duration.ofSeconds(10);
    Digest second = announce(2, SECOND, null, null, List.of());
    losesItsDiskAndTriesBoth();
    assertThat(effects.served).containsExactly(SECOND);
    learn(TestPeople.control(second, Action.ABORT, 1));
    assertThat(effects.tried).containsExactly(SECOND, FIRST);
    assertThat(effects.served).containsExactly(SECOND, FIRST);
  }

  /** Another region may still take back what the own one promoted. */
  @Test
  void newcomerTriesWhatIsProvenUntilEveryRegionPromoted() {
    goesOnTo = TestPeople.NA;
    Digest second = announce(2, SECOND, null, null, List.of());
    passTrial(SECOND);
    started(SECOND);
    tick();
    assertThat(verdicts()).as("of the own region").isEqualTo(1);
    losesItsDiskAndTriesBoth();
    learn(TestPeople.control(second, Action.ABORT, 1));
    assertThat(effects.tried).containsExactly(SECOND, FIRST);
    assertThat(effects.served).containsExactly(SECOND, FIRST);
  }

  /** Comes up with the second, and has the first at hand. */
  private void losesItsDiskAndTriesBoth() {
    effects.tried.clear();
    restart(Map.of("caught-up", "true"));
    located(SECOND);
    passTrial(SECOND);
    started(SECOND);
    located(FIRST);
    passTrial(FIRST);
  }

  private void restart() {
    restart(effects.remembered);
  }

  /**
   * The process begins anew on what the disk holds, or neighbours tell; nothing is known of any
   * chunk yet.
   */
  private void restart(Map<String, String> memory) {
    node = node(List.copyOf(effects.facts.values()), memory);
    effects.served.clear();
    effects.comparedWith.clear();
    effects.located.clear();
    tick();
  }

  private void located(Manifest manifest) {
    BitSet all = new BitSet();
    all.set(0);
    node.handle(nowNanos, new Event.ChunksLocated(manifest.digest(), all), effects);
    tick();
  }

  private static Node node() {
    return node(List.of(), Map.of("caught-up", "true"));
  }

  private static Node node(List<Fact> facts, Map<String, String> memory) {
    return new Node(
        new NodeSetup(
            new NodeName("eu-1"),
            TestPeople.EU,
            new Address("127.0.0.1", 7700),
            new Profile(Map.of(), Map.of()),
            TestPeople.trust().root(),
            Ed25519.CHECK,
            TestPeople.key("eu-1"),
            TestPeople.record("eu-1", TestPeople.EU, 1).statement().enrolment(),
            GossipSettings.DEFAULT,
            SwarmSettings.defaults(),
            facts,
            memory,
            List.of(
                ManifestJson.write(FIRST), ManifestJson.write(SECOND), ManifestJson.write(THIRD))),
        new SplittableRandom(1));
  }

  private Digest announce(
      long generation,
      Manifest manifest,
      @Nullable Shadow shadow,
      @Nullable Canary canary,
      List<Gate> gates) {
    List<Wave> waves = new ArrayList<>(List.of(wave("all", TestPeople.EU, shadow, canary, gates)));
    List<Jury> juries = new ArrayList<>(List.of(jury(0, TestPeople.EU, "eu-1")));
    if (goesOnTo != null) {
      waves.add(wave("later", goesOnTo, null, null, List.of()));
      juries.add(jury(1, goesOnTo, "elsewhere"));
    }
    Fact.ByOperator announced =
        TestPeople.announce(
            new Announcement(
                TestPeople.MESH,
                new Plan(
                    TestPeople.MODEL,
                    manifest.version(),
                    null,
                    OnFailure.ROLLBACK_ALL,
                    null,
                    Duration.ZERO,
                    waves),
                manifest.digest(),
                0,
                generation,
                null,
                null,
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2100-01-01T00:00:00Z"),
                juries));
    learn(announced);
    return announced.envelope().id();
  }

  private Wave wave(
      String name,
      RegionName region,
      @Nullable Shadow shadow,
      @Nullable Canary canary,
      List<Gate> gates) {
    return new Wave(
        name,
        List.of(region),
        Selector.EVERYONE,
        List.of(),
        null,
        shadow,
        canary,
        bake,
        0,
        gates,
        Share.TWO_THIRDS,
        1);
  }

  private static Jury jury(int wave, RegionName region, String juror) {
    return new Jury(wave, region, new TreeSet<>(List.of(new NodeName(juror))));
  }

  private void learn(Fact.ByOperator fact) {
    node.handle(nowNanos, new Event.FactSubmitted(1, fact.envelope()), effects);
    tick();
  }

  private void passTrial(Manifest manifest) {
    assertThat(effects.tried).last().isEqualTo(manifest);
    node.handle(nowNanos, new Event.TrialFinished(manifest.digest(), true, "passed"), effects);
  }

  private void started(Manifest manifest) {
    node.handle(nowNanos, new Event.ServingStarted(TestPeople.MODEL, manifest.digest()), effects);
  }

  private void late(Manifest manifest) {
    node.handle(nowNanos, new Event.ServingLate(TestPeople.MODEL, manifest.digest()), effects);
  }

  private void observe(Manifest manifest, long compared, long disagreed) {
    Observation seen = new Observation(1_000_000_000L, compared, 0, 0, compared, disagreed, 1, 1);
    node.handle(nowNanos, new Event.Observed(TestPeople.MODEL, manifest.digest(), seen), effects);
  }

  private void pass(Duration howLong) {
    nowNanos += howLong.toNanos();
    tick();
  }

  private void tick() {
    long wallMillis = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli() + nowNanos / 1_000_000L;
    node.handle(nowNanos, new Event.Ticked(wallMillis), effects);
  }

  /** Where this node's votes on the newest rollout lie. */
  private List<String> votes() {
    Digest head = node.view().rollouts().get(0).id();
    return effects.persisted.stream()
        .filter(key -> key.startsWith("rollout/" + head.hex() + "/vote/"))
        .toList();
  }

  /** How many certificates of the head stand. */
  private long verdicts() {
    Digest head = node.view().rollouts().get(0).id();
    return effects.persisted.stream()
        .filter(key -> key.startsWith("rollout/" + head.hex() + "/verdict/"))
        .count();
  }

  private List<String> told(String kind) {
    return effects.told.stream()
        .filter(notice -> notice.kind().equals(kind))
        .map(Notice::sentence)
        .toList();
  }
}
