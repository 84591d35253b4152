package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rollouts through three regions of three nodes, in virtual time. */
class RolloutStoriesTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  private final Set<String> everServed = new TreeSet<>();

  @Test
  void versionReachesEveryNodeOfEveryRegion() {
    SimulatedMesh mesh = mesh(1);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    assertThat(serving(mesh)).containsOnly("1");
  }

  @Test
  void originDiesAndTheRestComesFromPeers() {
    SimulatedMesh mesh = mesh(2);
    Manifest manifest = mesh.model("scenes", "1", Quality.GOOD, "http://origin.test/1");
    mesh.announce("asia-2", manifest, plan("1", "eu", "na", "asia"));
    mesh.runUntil(LONG, () -> allServe(mesh, "eu", "1"));
    mesh.killOrigin();
    mesh.runUntil(LONG, () -> serving(mesh).size() == 1);
    assertThat(serving(mesh)).containsOnly("1");
  }

  @Test
  void regionWhereVersionFailsRollsBackAndTheWorldWithIt() {
    SimulatedMesh mesh = mesh(3);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    announce(mesh, "2", Quality.failingIn("na", 0.5), "eu", "na", "asia");
    assertThat(mesh.runUntil(LONG, () -> allServe(mesh, "eu", "2"))).isTrue();
    assertThat(mesh.runUntil(LONG, () -> everServed.contains("na 2"))).isTrue();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
    assertThat(everServed).doesNotContain("asia 2");
  }

  @Test
  void regionThatIsCutOffRollsBackByItself() {
    SimulatedMesh mesh = mesh(4);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    announce(mesh, "2", Quality.failingIn("na", 0.5), "eu", "na", "asia");
    assertThat(mesh.runUntil(LONG, () -> everServed.contains("na 2"))).isTrue();
    mesh.isolate("na");
    assertThat(mesh.runUntil(LONG, () -> allServe(mesh, "na", "1"))).isTrue();
    assertThat(mesh.node("na-1").view().rollouts().get(0).rolledBackSomewhere()).isTrue();
    assertThat(allServe(mesh, "eu", "2")).isTrue();
    mesh.heal();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
    assertThat(everServed).doesNotContain("asia 2");
  }

  @Test
  void newcomerAfterRollbackRunsWhatIsProven() {
    SimulatedMesh mesh = new SimulatedMesh(5).region("eu", 3).region("na", 3).region("asia", 4);
    watch(mesh);
    mesh.nodes().stream()
        .filter(node -> !node.peer().node().value().equals("asia-4"))
        .forEach(SimulatedNode::start);
    mesh.run(Duration.ofSeconds(5));
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    rollOut(mesh, "2", Quality.GOOD, "eu", "na", "asia");
    announce(mesh, "3", Quality.failingIn("na", 0.5), "eu", "na", "asia");
    assertThat(mesh.runUntil(LONG, () -> everServed.contains("na 3"))).isTrue();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("2")))).isTrue();
    mesh.node("asia-4").start();
    assertThat(
            mesh.runUntil(
                LONG, () -> mesh.node("asia-4").serves("scenes").filter("2"::equals).isPresent()))
        .isTrue();
    assertThat(everServed).doesNotContain("asia 3");
  }

  @Test
  void versionThatFailsItsGoldenTestsNeverServes() {
    SimulatedMesh mesh = mesh(6);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    announce(mesh, "2", Quality.BROKEN, "eu", "na", "asia");
    mesh.run(Duration.ofMinutes(1));
    assertThat(serving(mesh)).containsOnly("1");
    assertThat(everServed).doesNotContain("eu 2", "na 2", "asia 2");
    assertThat(mesh.node("asia-1").view().rollouts().get(0).rolledBackSomewhere()).isTrue();
  }

  @Test
  void abortBringsEveryNodeBackAndNoResumeHelps() {
    SimulatedMesh mesh = mesh(7);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    Digest rollout = announce(mesh, "2", Quality.GOOD, "eu", "na", "asia");
    assertThat(mesh.runUntil(LONG, () -> everServed.contains("na 2"))).isTrue();
    mesh.control("na-2", rollout, Control.Action.ABORT, 0);
    mesh.control("eu-2", rollout, Control.Action.RESUME, 9);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("1")))).isTrue();
    mesh.run(Duration.ofMinutes(1));
    assertThat(serving(mesh)).containsOnly("1");
  }

  @Test
  void pausedRolloutOpensNothingUntilResumed() {
    SimulatedMesh mesh = mesh(8);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    Digest rollout = announce(mesh, "2", Quality.GOOD, "eu", "na", "asia");
    mesh.control("asia-1", rollout, Control.Action.PAUSE, 1);
    mesh.run(Duration.ofMinutes(2));
    assertThat(everServed).doesNotContain("na 2", "asia 2");
    mesh.control("na-1", rollout, Control.Action.RESUME, 2);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("2")))).isTrue();
  }

  @Test
  void rolloutFinishesWhileMessagesAreLostAndDoubled() {
    SimulatedMesh mesh = mesh(9);
    mesh.loss(0.2);
    mesh.doubling(0.3);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    rollOut(mesh, "2", Quality.GOOD, "eu", "na", "asia");
    assertThat(serving(mesh)).containsOnly("2");
  }

  @Test
  void nodeThatCrashedServesItsVersionAgainBeforeItHearsOfAnyone() {
    SimulatedMesh mesh = mesh(10);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    mesh.nodes().forEach(SimulatedNode::crash);
    mesh.node("na-2").start();
    mesh.run(Duration.ofSeconds(2));
    assertThat(mesh.node("na-2").serves("scenes")).contains("1");
  }

  @Test
  void wholeMeshThatStartsAtOnceServesAtOnceAndFetchesNothing() {
    SimulatedMesh mesh = mesh(14);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    mesh.nodes().forEach(SimulatedNode::crash);
    List<ChunkRef> fetched = new ArrayList<>();
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onChunkFetched(SimulatedNode node, Source source, ChunkRef chunk) {
            fetched.add(chunk);
          }
        });
    mesh.startAll().run(Duration.ofSeconds(1));
    assertThat(serving(mesh)).containsOnly("1");
    mesh.run(LONG);
    assertThat(serving(mesh)).containsOnly("1");
    assertThat(fetched).isEmpty();
  }

  @Test
  void juryWithoutItsQuorumHoldsForEver() {
    SimulatedMesh mesh = mesh(11);
    rollOut(mesh, "1", Quality.GOOD, "eu", "na", "asia");
    announce(mesh, "2", Quality.GOOD, "eu", "na", "asia");
    mesh.node("eu-1").crash();
    mesh.node("eu-2").crash();
    mesh.run(Duration.ofMinutes(10));
    assertThat(everServed).doesNotContain("na 2", "asia 2");
    mesh.node("eu-1").start();
    mesh.node("eu-2").start();
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of("2")))).isTrue();
  }

  @Test
  void oneSeedGivesOneHistory() {
    assertThat(history(12)).isEqualTo(history(12)).isNotEqualTo(history(13));
  }

  private static List<String> history(long seed) {
    SimulatedMesh mesh = new SimulatedMesh(seed).region("eu", 3).region("na", 3);
    List<String> history = new ArrayList<>();
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onHandled(SimulatedNode node) {
            history.add(mesh.nowNanos() + " " + node.peer().node());
          }
        });
    mesh.startAll().run(Duration.ofSeconds(5));
    Manifest manifest = mesh.model("scenes", "1", Quality.GOOD, null);
    mesh.announce("eu-1", manifest, plan("1", "eu", "na"));
    mesh.run(Duration.ofSeconds(20));
    return history;
  }

  private SimulatedMesh mesh(long seed) {
    SimulatedMesh mesh = new SimulatedMesh(seed).region("eu", 3).region("na", 3).region("asia", 3);
    watch(mesh);
    mesh.startAll().run(Duration.ofSeconds(5));
    return mesh;
  }

  private void watch(SimulatedMesh mesh) {
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onServing(SimulatedNode node, Manifest manifest) {
            everServed.add(node.peer().region() + " " + manifest.version());
          }
        });
  }

  private static void rollOut(
      SimulatedMesh mesh, String version, Quality quality, String... regions) {
    announce(mesh, version, quality, regions);
    assertThat(mesh.runUntil(LONG, () -> serving(mesh).equals(Set.of(version)))).isTrue();
    assertThat(mesh.runUntil(LONG, () -> everyoneKnowsItFinished(mesh))).isTrue();
  }

  /** Who announces the next version names what to go back to by what it knows. */
  private static boolean everyoneKnowsItFinished(SimulatedMesh mesh) {
    return mesh.nodes().stream()
        .filter(SimulatedNode::isUp)
        .allMatch(node -> node.view().rollouts().get(0).finished());
  }

  private static Digest announce(
      SimulatedMesh mesh, String version, Quality quality, String... regions) {
    Manifest manifest = mesh.model("scenes", version, quality, null);
    return mesh.announce("asia-1", manifest, plan(version, regions));
  }

  private static Plan plan(String version, String... regions) {
    List<Wave> waves =
        Arrays.stream(regions)
            .map(
                region ->
                    new Wave(
                        region,
                        List.of(new RegionName(region)),
                        Duration.ofSeconds(3),
                        20,
                        Gate.defaults(),
                        Share.TWO_THIRDS,
                        2))
            .toList();
    return new Plan(new ModelName("scenes"), version, null, OnFailure.ROLLBACK_ALL, waves);
  }

  private static boolean allServe(SimulatedMesh mesh, String region, String version) {
    return mesh.nodes().stream()
        .filter(node -> node.isUp() && node.peer().region().value().equals(region))
        .allMatch(node -> node.serves("scenes").filter(version::equals).isPresent());
  }

  private static Set<String> serving(SimulatedMesh mesh) {
    Set<String> versions = new TreeSet<>();
    mesh.nodes().stream()
        .filter(SimulatedNode::isUp)
        .forEach(node -> versions.add(node.serves("scenes").orElse("nothing")));
    return versions;
  }
}
