package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Facts that meet in the wrong order, or that were never meant to meet. */
class CounterexamplesOfOrderTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * CX-7. Two operators on two sides of a cut announce generation 2, and each side opens its own.
   * When the sides meet again, one of the two counts everywhere, and who ran the other goes back to
   * what is proven, once, and then follows.
   */
  @Test
  void cx07_twoRolloutsOfOneGenerationHaveOneWinner() {
    Story story = Story.of(new SimulatedMesh(307).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    story.mesh.isolate("na");
    long apart = story.mesh.nowNanos();
    Digest ofEu =
        story.announce(
            "eu-1", "2-eu", Quality.GOOD, plan("2-eu", OnFailure.ROLLBACK_ALL, HOUR, "eu", "na"));
    Digest ofNa =
        story.announce(
            "na-1", "2-na", Quality.GOOD, plan("2-na", OnFailure.ROLLBACK_ALL, HOUR, "na", "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2-eu"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2-na"))).isTrue();
    assertThat(generation(story, "eu-1", ofEu)).isEqualTo(generation(story, "na-1", ofNa));

    boolean euWins = ofEu.compareTo(ofNa) < 0;
    String winner = euWins ? "eu" : "na";
    String loser = euWins ? "na" : "eu";
    story.mesh.heal();
    story.rest(10);
    assertThat(story.serving(winner)).containsOnly("2-" + winner);
    assertThat(story.serving(loser))
        .as("the loser was not proven, and the winner has not opened here yet")
        .containsOnly("1");

    assertThat(story.mesh.runUntil(HOUR, () -> story.allServe(loser, "2-" + winner))).isTrue();
    story.mesh.run(HOUR.plus(LONG));
    for (int i = 1; i <= 3; i++) {
      assertThat(story.historyOf(winner + "-" + i, apart)).containsExactly("2-" + winner);
      assertThat(story.historyOf(loser + "-" + i, apart))
          .containsExactly("2-" + loser, "1", "2-" + winner);
    }
    Digest won = euWins ? ofEu : ofNa;
    for (SimulatedNode node : story.upNodes()) {
      assertThat(node.view().rollouts().get(0).id()).isEqualTo(won);
    }
  }

  /**
   * CX-7, where the losing side had proven its version before the cut healed: nobody falls back
   * from what is proven, and both sides still end on one version.
   */
  @Test
  void cx07_loserThatWasProvenHereIsLeftOnlyForTheWinner() {
    Story story = Story.of(new SimulatedMesh(308).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    story.mesh.isolate("na");
    long apart = story.mesh.nowNanos();
    Digest ofEu = story.announce("eu-1", "2-eu", Quality.GOOD, plan("2-eu", "eu", "na"));
    Digest ofNa = story.announce("na-1", "2-na", Quality.GOOD, plan("2-na", "na", "eu"));
    story.rest(2);
    assertThat(story.verdict("eu-1", ofEu, 0, "eu")).contains(Outcome.PROMOTED);
    assertThat(story.verdict("na-1", ofNa, 0, "na")).contains(Outcome.PROMOTED);

    boolean euWins = ofEu.compareTo(ofNa) < 0;
    String winner = euWins ? "eu" : "na";
    String loser = euWins ? "na" : "eu";
    story.mesh.heal();
    story.rest(10);
    for (int i = 1; i <= 3; i++) {
      assertThat(story.historyOf(winner + "-" + i, apart)).containsExactly("2-" + winner);
      assertThat(story.historyOf(loser + "-" + i, apart))
          .containsExactly("2-" + loser, "2-" + winner);
    }
  }

  /**
   * CX-14. Somebody with a stolen operator key announces the highest generation there is, so that
   * nothing could ever be announced above it.
   */
  @Test
  void cx14_stolenKeyDoesNotUseUpTheGenerations() {
    Story story = Story.of(new SimulatedMesh(314).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Envelope next = story.sign("na-1", "evil", Quality.GOOD, plan("evil", "eu", "na"));
    Envelope last = story.sign(withGeneration(next, Long.MAX_VALUE));
    Envelope far = story.sign(withGeneration(next, 5 * Announcement.MAX_GENERATION_JUMP));
    for (Envelope stolen : List.of(last, far)) {
      assertThat(story.mesh.node("eu-1").submit(stolen)).get().asString().contains("above");
      story.tell("na-2", "na-3", new Fact.ByOperator(stolen));
    }
    story.rest(2);
    for (SimulatedNode node : story.upNodes()) {
      String name = node.peer().node().value();
      assertThat(toldOf(node, "GENERATION_LEAPT"))
          .as(name)
          .containsExactlyInAnyOrder(last.id().hex(), far.id().hex());
      assertThat(story.knows(name, last.id())).isEmpty();
      assertThat(story.knows(name, far.id())).isEmpty();
    }
    assertThat(story.everServed("eu", "evil")).isFalse();
    story.proven("eu-2", "2", "eu", "na");
  }

  /**
   * CX-14, from the other side: a mesh is old, what led to its generation is collected, and whoever
   * comes without a disk meets the announcement before all that it follows from.
   */
  @Test
  void cx14_newcomerTakesNoOldMeshForALeap() {
    Story story = Story.of(new SimulatedMesh(316).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    for (long step = 1; step <= 2; step++) {
      String version = String.valueOf(step + 1);
      Envelope next = story.sign("na-1", version, Quality.GOOD, plan(version, "eu", "na"));
      Envelope high = story.sign(withGeneration(next, step * Announcement.MAX_GENERATION_JUMP));
      story.order("na-1", new Fact.ByOperator(high));
      assertThat(story.mesh.runUntil(LONG, () -> isFinished(story, high.id()))).isTrue();
    }
    Envelope open = story.sign("na-1", "4", Quality.GOOD, plan("4", "eu", "na"));
    story.order("na-1", new Fact.ByOperator(open));
    story.crash("na-3");
    story.mesh.node("na-3").loseDisk();
    story.start("na-3");
    story.rest(5);
    assertThat(toldOf(story.mesh.node("na-3"), "GENERATION_LEAPT")).isEmpty();
    assertThat(toldOf(story.mesh.node("na-3"), "ROLLOUT_ANNOUNCED")).contains(open.id().hex());
  }

  private static boolean isFinished(Story story, Digest rollout) {
    return story.upNodes().stream()
        .map(node -> story.knows(node.peer().node().value(), rollout))
        .allMatch(known -> known.filter(Rollout::finished).isPresent());
  }

  /** The rollouts that a node told of by a kind of event, in this order. */
  private static List<String> toldOf(SimulatedNode node, String kind) {
    return node.notices().stream()
        .filter(notice -> notice.kind().equals(kind))
        .map(notice -> Objects.requireNonNull(notice.about().get("rollout")))
        .toList();
  }

  /**
   * CX-15. An operator aborts while the certificate that promotes is on its way, and a resume
   * follows. A node may hear the three in any order.
   */
  @Test
  void cx15_abortAbsorbsInEveryOrder() {
    long seed = 315;
    for (List<Integer> order : permutations(List.of(0, 1, 2))) {
      Story story = Story.of(new SimulatedMesh(seed++).region("eu", 3).region("na", 3));
      story.proven("na-1", "1", "eu", "na");
      Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
      assertThat(
              story.mesh.runUntil(
                  LONG, () -> story.allServe("eu", "2") && hasNews(story, "na-1", "eu")))
          .isTrue();
      story.mesh.isolate("na");
      assertThat(
              story.mesh.runUntil(
                  LONG, () -> story.verdict("eu-1", rollout, 0, "eu").equals(promoted())))
          .isTrue();
      assertThat(story.everServed("na", "2")).as("the certificate is on its way").isFalse();
      Fact certificate = story.certificateAt("eu-1", rollout);
      List<Fact> facts =
          List.of(
              certificate,
              story.control(rollout, Action.ABORT, 0),
              story.control(rollout, Action.RESUME, 9));
      long heard = story.mesh.nowNanos();
      for (int fact : order) {
        story.tell("na-2", "na-1", facts.get(fact));
        story.mesh.run(Duration.ofSeconds(2));
      }
      story.mesh.heal();
      story.rest(5);

      for (SimulatedNode node : story.upNodes()) {
        String name = node.peer().node().value();
        assertThat(story.rollout(name, rollout).aborted()).as("%s in %s", name, order).isTrue();
        assertThat(story.verdict(name, rollout, 0, "eu")).as(name).isEqualTo(promoted());
        assertThat(node.serves("scenes")).as("%s in %s", name, order).contains("1");
      }
      boolean certificateBeforeAbort = order.indexOf(0) < order.indexOf(1);
      assertThat(story.historyOf("na-1", heard))
          .as("na-1 opened it in %s", order)
          .isEqualTo(certificateBeforeAbort ? List.of("2", "1") : List.of());
    }
  }

  /** Whether a node heard a region's jurors about the head: it opens nothing without. */
  private static boolean hasNews(Story story, String node, String region) {
    return story.mesh.node(node).view().courses().values().stream()
        .flatMap(course -> course.silentNanos().keySet().stream())
        .anyMatch(place -> place.region().value().equals(region));
  }

  private static Optional<Outcome> promoted() {
    return Optional.of(Outcome.PROMOTED);
  }

  private static long generation(Story story, String at, Digest rollout) {
    return story.rollout(at, rollout).announcement().generation();
  }

  private static Announcement withGeneration(Envelope signed, long generation) {
    Announcement like = AnnouncementJson.parse(signed.payload());
    return new Announcement(
        like.mesh(),
        like.plan(),
        like.manifest(),
        like.epoch(),
        generation,
        like.previous(),
        like.returnTo(),
        like.retryOf(),
        like.announcedAt(),
        like.expires(),
        like.juries());
  }

  private static <T> List<List<T>> permutations(List<T> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (T first : of) {
      List<T> others = new ArrayList<>(of);
      others.remove(first);
      for (List<T> rest : permutations(others)) {
        List<T> one = new ArrayList<>(rest);
        one.add(0, first);
        all.add(one);
      }
    }
    return all;
  }
}
