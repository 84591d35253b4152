package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.NodeView;
import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.core.trust.Digest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waves that take some nodes of a region, at some hours, and do not wait for ever. */
class SelectionStoriesTest {
  private static final RegionName EU = new RegionName("eu");
  private static final ModelName MODEL = new ModelName("scenes");
  private static final Profile NOTHING = new Profile(Map.of(), Map.of());

  @Test
  void aFifthOfTheRegionGoesFirstAndTheRestFollows() {
    Story story = Story.of(new SimulatedMesh(201).region("eu", 15).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Wave canary = wave("canary", share(5), List.of(), null, "eu");
    Digest rollout = announce(story, "2", Quality.GOOD, null, canary, wave("rest", "eu", "na"));

    assertThat(story.mesh.runUntil(LONG, () -> promoted(story, rollout, 0))).isTrue();
    story.mesh.run(Duration.ofSeconds(1));
    Announcement announcement = story.rollout("eu-1", rollout).announcement();
    List<String> first =
        IntStream.rangeClosed(1, 15)
            .mapToObj(i -> "eu-" + i)
            .filter(node -> waveOf(story, announcement, node) == 0)
            .toList();
    assertThat(first).hasSizeBetween(3, 7);
    assertThat(announcement.jury(0, EU).orElseThrow().jurors())
        .allMatch(juror -> first.contains(juror.value()))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> promoted(story, rollout, 1))).isTrue();
  }

  @Test
  void whatTheFirstFifthRejectsReachesNobodyElse() {
    Story story = Story.of(new SimulatedMesh(202).region("eu", 15).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Wave canary = wave("canary", share(5), List.of(), null, "eu");
    long before = story.mesh.nowNanos();
    Digest rollout =
        announce(story, "2", Quality.failingIn("eu", 0.5), null, canary, wave("rest", "eu", "na"));

    assertThat(
            story.mesh.runUntil(
                LONG,
                () ->
                    story.verdict("eu-1", rollout, 0, "eu").equals(rolledBack())
                        && story.allServe("eu", "1")))
        .isTrue();
    story.rest(2);
    Announcement announcement = story.rollout("eu-1", rollout).announcement();
    List<SimulatedNode> tried =
        story.mesh.nodes().stream()
            .filter(node -> story.historyOf(node.peer().node().value(), before).contains("2"))
            .toList();
    assertThat(tried)
        .as("some of the first fifth, unless the verdict came to one before the version")
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            node -> {
              String name = node.peer().node().value();
              assertThat(node.peer().region()).as(name).isEqualTo(EU);
              assertThat(waveOf(story, announcement, name)).as(name).isZero();
            });
  }

  /** And one that is left out keeps what it has, also through a restart, long after. */
  @Test
  void nodesWithoutTheLabelKeepTheirVersion() {
    SimulatedMesh mesh = new SimulatedMesh(203).region("eu", 6).region("na", 3);
    Profile edge = new Profile(Map.of("tier", "edge"), Map.of());
    for (String node : List.of("eu-1", "eu-2", "eu-3", "na-1", "na-2", "na-3")) {
      mesh.node(node).profile(edge);
    }
    Story story = Story.of(mesh);
    story.proven("na-1", "1", "eu", "na");
    Selector tier = new Selector(List.of(Requirement.label("tier", "edge")), Share.WHOLE);
    for (String version : List.of("2", "3")) {
      Digest rollout =
          announce(
              story, version, Quality.GOOD, null, wave("all", tier, List.of(), null, "eu", "na"));
      assertThat(
              mesh.runUntil(
                  LONG, () -> story.knows("eu-6", rollout).filter(Rollout::finished).isPresent()))
          .isTrue();
      assertThat(mesh.runUntil(LONG, () -> story.allServe("na", version))).isTrue();
    }
    assertThat(story.serving("eu")).containsExactly("3", "3", "3", "1", "1", "1");
    assertThat(firstCause(mesh.node("eu-6"))).isEqualTo(Cause.NOT_SELECTED);

    story.crash("eu-6");
    story.start("eu-6");
    story.rest(1);
    assertThat(mesh.node("eu-6").serves("scenes")).contains("1");
  }

  /** The simulated day begins at 08:00 UTC. */
  @Test
  void nodesOpenInTheirWindowByTheirOwnClock() {
    SimulatedMesh mesh = new SimulatedMesh(204).region("eu", 3).region("na", 3);
    mesh.node("eu-3")
        .profile(new Profile(Map.of(), Map.of(Window.ZONE_CAPABILITY, "Atlantic/Azores")));
    Story story = Story.of(mesh);
    story.proven("na-1", "1", "eu", "na");
    Window window =
        new Window(
            new TreeSet<>(List.of(DayOfWeek.values())),
            LocalTime.of(8, 30),
            LocalTime.of(9, 0),
            Window.LOCAL);
    announce(
        story,
        "2",
        Quality.GOOD,
        null,
        wave("all", Selector.EVERYONE, List.of(window), null, "eu"));

    story.rest(20);
    assertThat(story.everServed("eu", "2")).isFalse();
    assertThat(firstCause(mesh.node("eu-1"))).isEqualTo(Cause.OUTSIDE_WINDOW);
    story.rest(20);
    assertThat(story.serving("eu")).containsExactly("2", "2", "1");
    story.rest(40);
    assertThat(story.serving("eu")).containsExactly("2", "2", "1");
    story.rest(20);
    assertThat(story.serving("eu")).as("half past eight on the Azores").containsOnly("2");
  }

  @Test
  void lackOfEvidenceAtTheDeadlineRollsBackIfThePlanSaysSo() {
    Story story = Story.of(new SimulatedMesh(205).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        announce(story, "2", Quality.GOOD, null, idle(new Deadline(Duration.ofMinutes(5), true)));

    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.rest(4);
    assertThat(story.serving("eu")).containsOnly("2");
    story.rest(2);
    assertThat(story.verdict("na-1", rollout, 0, "eu")).isEqualTo(rolledBack());
    assertThat(story.serving("eu")).containsOnly("1");
  }

  @Test
  void byDefaultItSaysNothingButTellsTheOperator() {
    Story story = Story.of(new SimulatedMesh(206).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        announce(story, "2", Quality.GOOD, null, idle(new Deadline(Duration.ofMinutes(5), false)));

    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.rest(4);
    assertThat(story.told("eu-1", "DEADLINE_PASSED")).isFalse();
    story.rest(20);
    assertThat(story.told("eu-1", "DEADLINE_PASSED")).isTrue();
    assertThat(story.verdict("na-1", rollout, 0, "eu")).isEmpty();
    assertThat(story.serving("eu")).containsOnly("2");
  }

  @Test
  void whatWasRolledBackComesAgainOnlyAsARetry() {
    Story story = Story.of(new SimulatedMesh(207).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest failed =
        announce(story, "2", Quality.failingIn("eu", 0.5), null, wave("all", "eu", "na"));
    assertThat(
            story.mesh.runUntil(
                LONG, () -> story.verdict("na-1", failed, 0, "eu").equals(rolledBack())))
        .isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> announce(story, "2", Quality.GOOD, null, wave("all", "eu", "na")))
        .withMessage(
            "version 2 was rolled back as rollout "
                + failed.brief()
                + "; push a mended one under a new version, or try it again with retryOf: "
                + failed.hex());
    announce(story, "2", Quality.GOOD, failed, wave("all", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
  }

  private static Optional<Outcome> rolledBack() {
    return Optional.of(Outcome.ROLLED_BACK);
  }

  private static Digest announce(
      Story story, String version, Quality quality, @Nullable Digest retryOf, Wave... waves) {
    return story.announce(
        "na-1",
        version,
        quality,
        new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, retryOf, List.of(waves)));
  }

  private static Cause firstCause(SimulatedNode node) {
    NodeView.Course course = Objects.requireNonNull(node.view().courses().get(MODEL));
    return course.decision().reasons().get(0).cause();
  }

  private static boolean promoted(Story story, Digest rollout, int wave) {
    return story.verdict("eu-1", rollout, wave, "eu").equals(Optional.of(Outcome.PROMOTED));
  }

  private static int waveOf(Story story, Announcement announcement, String node) {
    Self self =
        new Self(
            story.mesh.node(node).peer().node(), story.mesh.node(node).peer().region(), NOTHING);
    return announcement.waveOf(self).orElseThrow();
  }

  private static Selector share(int part) {
    return new Selector(List.of(), new Share(1, part));
  }

  private static Wave wave(String name, String... regions) {
    return wave(name, Selector.EVERYONE, List.of(), null, regions);
  }

  /** A wave whose jurors never see the traffic that it asks for. */
  private static Wave idle(Deadline deadline) {
    return new Wave(
        "all",
        List.of(EU),
        Selector.EVERYONE,
        List.of(),
        deadline,
        Duration.ofSeconds(3),
        1_000_000_000,
        Gate.defaults(),
        Share.TWO_THIRDS,
        3);
  }

  private static Wave wave(
      String name,
      Selector selector,
      List<Window> windows,
      @Nullable Deadline deadline,
      String... regions) {
    return new Wave(
        name,
        List.of(regions).stream().map(RegionName::new).toList(),
        selector,
        windows,
        deadline,
        Duration.ofSeconds(3),
        20,
        Gate.defaults(),
        Share.TWO_THIRDS,
        3);
  }
}
