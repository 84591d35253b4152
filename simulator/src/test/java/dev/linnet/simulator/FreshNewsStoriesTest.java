package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.invariant.Invariants;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a region opens on when news from the others is old, held back, or gone with the disk. */
class FreshNewsStoriesTest {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration FRESHNESS = Duration.ofMinutes(2);
  private static final Duration PAST_FRESHNESS = FRESHNESS.plusSeconds(10);
  private static final Duration OFF = Duration.ZERO;

  private final Set<String> everServed = new TreeSet<>();

  @Test
  void cx03_cutOffRegionOpensNothingOnTheOldPromotionOfAnother() {
    SimulatedMesh mesh = mesh(1, 3, 3, 3);
    naRollsBackAfterAsiaWasCutOff(mesh, FRESHNESS);
    mesh.run(LONG);
    assertThat(everServed).doesNotContain("asia 2");
    assertThat(sentence(mesh, "asia-2")).startsWith("last news from eu: ");
    assertThat(stale(mesh, "asia-2")).isEqualTo("eu, na");
    mesh.heal();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
    mesh.run(LONG);
    assertThat(everServed).doesNotContain("asia 2");
  }

  @Test
  void withoutFreshnessItDoes() {
    SimulatedMesh mesh = mesh(1, 3, 3, 3);
    naRollsBackAfterAsiaWasCutOff(mesh, OFF);
    assertThat(mesh.runUntil(LONG, () -> everServed.contains("asia 2"))).isTrue();
  }

  private void naRollsBackAfterAsiaWasCutOff(SimulatedMesh mesh, Duration freshness) {
    rollOut(mesh, "1", freshness);
    Digest rollout = announce(mesh, "2", Quality.GOOD, freshness);
    assertThat(mesh.runUntil(LONG, () -> allServe(mesh, "na", "2"))).isTrue();
    mesh.control("asia-1", rollout, Control.Action.PAUSE, 1);
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "asia-2").promoted(1, region("na")))).isTrue();
    mesh.isolate("asia");
    announceable(mesh, "2", Quality.failingIn("na", 0.5));
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "na-1").rolledBack(1, region("na")))).isTrue();
    mesh.run(PAST_FRESHNESS);
    mesh.control("asia-1", rollout, Control.Action.RESUME, 2);
  }

  /** T-3: everything comes through but the proof of the rollback. */
  @Test
  void regionThatIsKeptFromHearingOfRollbackOpensNothing() {
    SimulatedMesh mesh = mesh(2, 3, 3, 3);
    rollOut(mesh, "1", FRESHNESS);
    Digest rollout = announce(mesh, "2", Quality.GOOD, FRESHNESS);
    assertThat(mesh.runUntil(LONG, () -> allServe(mesh, "na", "2"))).isTrue();
    mesh.control("asia-1", rollout, Control.Action.PAUSE, 1);
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "asia-2").promoted(1, region("na")))).isTrue();
    mesh.filter("asia", FreshNewsStoriesTest::withoutRollback);
    announceable(mesh, "2", Quality.failingIn("na", 0.5));
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "na-1").rolledBack(1, region("na")))).isTrue();
    mesh.control("asia-1", rollout, Control.Action.RESUME, 2);
    mesh.run(LONG);
    assertThat(head(mesh, "asia-2").rolledBack(1, region("na"))).isFalse();
    assertThat(everServed).doesNotContain("asia 2");
    assertThat(stale(mesh, "asia-2")).contains("na");
    mesh.heal();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
  }

  private static Optional<Message> withoutRollback(Message message) {
    return message instanceof Message.FactsPushed pushed
        ? Optional.of(
            new Message.FactsPushed(
                pushed.facts().stream().filter(fact -> !isRollback(fact)).toList(), pushed.hops()))
        : Optional.of(message);
  }

  private static boolean isRollback(Fact fact) {
    return fact instanceof Fact.Certificate certificate
        && certificate.outcome() == Outcome.ROLLED_BACK;
  }

  @Test
  void newsCostALiveMeshARoundTripPerWave() {
    assertThat(rolloutTime(3, FRESHNESS)).isLessThan(rolloutTime(3, OFF).plusSeconds(3));
  }

  private Duration rolloutTime(long seed, Duration freshness) {
    SimulatedMesh mesh = mesh(seed, 3, 3, 3);
    announce(mesh, "1", Quality.GOOD, freshness);
    long start = mesh.nowNanos();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
    return Duration.ofNanos(mesh.nowNanos() - start);
  }

  @Test
  void regionsOfOneNodeOpenOnTheirOwnWord() {
    SimulatedMesh mesh = mesh(4, 1, 1, 1);
    rollOut(mesh, "1", FRESHNESS);
    assertThat(serving(mesh)).containsOnly("1");
  }

  @Test
  void largeJuryOpensAndHalfOfItsSpeakersMayDie() {
    SimulatedMesh mesh = mesh(5, 12, 3, 3);
    rollOut(mesh, "1", FRESHNESS);
    Digest rollout = announce(mesh, "2", Quality.GOOD, FRESHNESS);
    mesh.control("asia-1", rollout, Control.Action.PAUSE, 1);
    mesh.run(LONG);
    for (String name : List.of("eu-1", "eu-2", "eu-3", "eu-4")) {
      mesh.node(name).crash();
    }
    mesh.run(LONG);
    mesh.control("asia-1", rollout, Control.Action.RESUME, 2);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("2")))).isTrue();
  }

  @Test
  void rolloutFinishesLongAfterItWasPaused() {
    SimulatedMesh mesh = mesh(6, 3, 3, 3);
    rollOut(mesh, "1", FRESHNESS);
    Digest rollout = announce(mesh, "2", Quality.GOOD, FRESHNESS);
    mesh.control("asia-1", rollout, Control.Action.PAUSE, 1);
    mesh.run(Duration.ofMinutes(30));
    mesh.control("asia-1", rollout, Control.Action.RESUME, 2);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("2")))).isTrue();
  }

  /** Rule 12. */
  @Test
  void nodeThatLostItsDiskVotesOnlyAfterItHeardItsRegion() {
    SimulatedMesh mesh = mesh(7, 3, 3, 3);
    rollOut(mesh, "1", FRESHNESS);
    mesh.node("na-2").crash();
    mesh.node("na-2").loseDisk();
    mesh.filter("na", FreshNewsStoriesTest::withoutAnswers);
    announce(mesh, "2", Quality.GOOD, OFF);
    mesh.run(Duration.ofSeconds(30));
    mesh.node("na-2").start();
    mesh.run(Duration.ofMinutes(1));
    assertThat(votes(mesh, "na-2")).isZero();
    mesh.heal();
    assertThat(mesh.runUntil(LONG, () -> votes(mesh, "na-2") > 0)).isTrue();
  }

  /** A pulse that comes before its announcement is not kept, and new when it comes again. */
  @Test
  void pulseThatCouldNotBePlacedIsNewWhenItComesAgain() {
    SimulatedMesh mesh = new SimulatedMesh(8).region("eu", 1).region("asia", 1);
    mesh.check(new Invariants(mesh, Set.of()));
    Story story = Story.of(mesh);
    mesh.filter("asia", FreshNewsStoriesTest::withoutFacts);
    Digest rollout =
        mesh.announce(
            "eu-1",
            announceable(mesh, "1", Quality.GOOD),
            plan("1", Duration.ofMinutes(10), "eu", "asia"));
    Fact pulse = story.pulse("eu-1", rollout, 5);
    story.tell("eu-1", "asia-1", pulse);
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "eu-1").promoted(0, region("eu")))).isTrue();
    mesh.node("asia-1").wallOffset(60_000);
    mesh.run(Duration.ofSeconds(1));
    story.tell("eu-1", "asia-1", story.announcementAt("eu-1", rollout));
    story.tell("eu-1", "asia-1", story.certificateAt("eu-1", rollout), pulse);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
  }

  /** Nor any answer. */
  private static Optional<Message> withoutFacts(Message message) {
    return withoutAnswers(message).filter(any -> !(any instanceof Message.FactsPushed));
  }

  private static Optional<Message> withoutAnswers(Message message) {
    return Optional.of(message).filter(any -> !(any instanceof Message.PulseGiven));
  }

  private static long votes(SimulatedMesh mesh, String juror) {
    return head(mesh, "na-1").votes().values().stream()
        .filter(votes -> votes.keySet().stream().anyMatch(name -> name.value().equals(juror)))
        .count();
  }

  private SimulatedMesh mesh(long seed, int eu, int na, int asia) {
    everServed.clear();
    SimulatedMesh mesh =
        new SimulatedMesh(seed).region("eu", eu).region("na", na).region("asia", asia);
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onServing(SimulatedNode node, Manifest manifest) {
            everServed.add(node.peer().region() + " " + manifest.version());
          }
        });
    mesh.startAll().run(Duration.ofSeconds(5));
    return mesh;
  }

  private static void rollOut(SimulatedMesh mesh, String version, Duration freshness) {
    announce(mesh, version, Quality.GOOD, freshness);
    assertThat(mesh.runUntil(LONG, () -> head(mesh, "asia-1").finished())).isTrue();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of(version)))).isTrue();
  }

  private static Digest announce(
      SimulatedMesh mesh, String version, Quality quality, Duration freshness) {
    return mesh.announce(
        "asia-1",
        announceable(mesh, version, quality),
        plan(version, freshness, "eu", "na", "asia"));
  }

  private static boolean allServe(SimulatedMesh mesh, String region, String version) {
    return mesh.nodes().stream()
        .filter(node -> node.peer().region().equals(region(region)))
        .allMatch(node -> node.serves("scenes").filter(version::equals).isPresent());
  }

  /** A version; said again, what it is truly like from now on. */
  private static Manifest announceable(SimulatedMesh mesh, String version, Quality quality) {
    return mesh.model("scenes", version, quality, null);
  }

  private static Plan plan(String version, Duration freshness, String... regions) {
    List<Wave> waves =
        Arrays.stream(regions)
            .map(
                region ->
                    new Wave(
                        region,
                        List.of(region(region)),
                        Duration.ofSeconds(3),
                        20,
                        Gate.defaults(),
                        Share.TWO_THIRDS,
                        2))
            .toList();
    return new Plan(
        new ModelName("scenes"), version, null, OnFailure.ROLLBACK_ALL, null, freshness, waves);
  }

  private static RegionName region(String name) {
    return new RegionName(name);
  }

  private static Rollout head(SimulatedMesh mesh, String node) {
    return mesh.node(node).view().rollouts().get(0);
  }

  private static String sentence(SimulatedMesh mesh, String node) {
    return mesh.node(node).view().courses().values().stream()
        .flatMap(course -> course.decision().reasons().stream())
        .filter(reason -> reason.cause() == Cause.STALE)
        .map(reason -> reason.sentence())
        .findFirst()
        .orElse("");
  }

  private static String stale(SimulatedMesh mesh, String node) {
    return mesh.node(node).notices().stream()
        .filter(notice -> notice.kind().equals("STALE"))
        .map(notice -> notice.about().getOrDefault("region", ""))
        .reduce("", (first, last) -> last);
  }

  private static Set<String> serving(SimulatedMesh mesh) {
    Set<String> versions = new TreeSet<>();
    mesh.nodes().stream()
        .filter(SimulatedNode::isUp)
        .forEach(node -> versions.add(node.serves("scenes").orElse("nothing")));
    return versions;
  }
}
