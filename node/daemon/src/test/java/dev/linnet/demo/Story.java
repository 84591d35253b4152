package dev.linnet.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.demo.RolloutSeen.NodeSeen;
import dev.linnet.demo.RolloutSeen.RegionSeen;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The story of the demo, chapter after chapter. */
final class Story {
  /** The model's name. */
  static final String MODEL = "scenes";

  private static final Duration STEP = Duration.ofSeconds(60);

  private final Stage stage;
  private final Path plans;
  private final Terminal terminal;
  private final Operator operator;
  private final Lookout lookout;
  private final Expectations expectations;
  private final List<RolloutSeen> rollouts = new ArrayList<>();
  private Moved movedBefore = new Moved(0, 0, 0);

  Story(
      Stage stage,
      Path plans,
      Terminal terminal,
      Operator operator,
      Lookout lookout,
      Expectations expectations) {
    this.stage = stage;
    this.plans = plans;
    this.terminal = terminal;
    this.operator = operator;
    this.lookout = lookout;
    this.expectations = expectations;
  }

  List<RolloutSeen> rollouts() {
    return List.copyOf(rollouts);
  }

  /** Nine nodes find each other; cameras wait for a model. */
  void meshComesUp() {
    terminal.chapter("Nine daemons in eu, na and asia start and find each other");
    stage.mesh().start(stage.early(), STEP);
    await("every node knows all nine", () -> stage.early().stream().allMatch(this::knowsAll));
    stage.early().forEach(stage::watch);
    expectations.check("nine nodes in three regions know each other", true, "linnet mesh members");
  }

  private boolean knowsAll(TestNode node) {
    return node.operator()
        .members()
        .map(
            document ->
                document.getAsJsonArray("members").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .filter(member -> member.get("state").getAsString().equals("ALIVE"))
                    .count())
        .filter(alive -> alive >= stage.early().size())
        .isPresent();
  }

  /** Version 1 reaches all nodes at once. */
  void firstVersionReachesAll() throws IOException {
    terminal.chapter("Version 1 goes to all regions at once; operators push to eu-1");
    TestNode door = stage.mesh().node("eu-1");
    operator.pushManifest(door, stage.model("1"), "1", stage.origin().url("1"));
    RolloutSeen rollout = announce("1", door, Plans.everywhere(plans, "1"));
    awaitAnswers("1", stage.early());
    await("version 1 is promoted", () -> rollout.state().equals("PROMOTED"));
    close(rollout);
    expectations.check("version 1 reaches all nodes", true, verdicts(rollout));
  }

  /** Version 2 goes region by region, and the origin dies once the first region has it. */
  void secondVersionOutlivesItsOrigin() throws IOException {
    terminal.chapter("Version 2 is announced at asia-1, and goes eu, na, asia");
    TestNode door = stage.mesh().node("asia-1");
    operator.pushManifest(door, stage.model("2"), "2", stage.origin().url("2"));
    RolloutSeen rollout = announce("2", door, Plans.regionByRegion(plans, "2"));
    List<TestNode> eu = stage.mesh().region("eu");
    List<TestNode> na = stage.mesh().region("na");
    await("eu has fetched version 2", () -> eu.stream().allMatch(node -> has(node, "2")));
    boolean naLacksIt = na.stream().noneMatch(node -> has(node, "2"));
    stage.origin().kill9();
    terminal.event(terminal.bad("kill -9 " + stage.origin().pid()) + ": the origin is gone");
    Moved atKill = Moved.to(stage.early());
    expectations.check(
        "the origin is killed before na has the model",
        naLacksIt && !stage.origin().isAlive(),
        "na lacks it: " + naLacksIt);
    awaitAnswers("2", stage.early());
    await("version 2 is promoted", () -> rollout.state().equals("PROMOTED"));
    long late = Moved.to(stage.early()).since(atKill).fromOrigin();
    expectations.check(
        "version 2 finishes without its origin", late == 0, late + " bytes from it after its end");
    expectations.check(
        "version 2 went eu, na, asia", inOrder(rollout, "eu", "na", "asia"), verdicts(rollout));
    close(rollout);
  }

  private static boolean inOrder(RolloutSeen rollout, String... regions) {
    double last = 0;
    for (String region : regions) {
      RegionSeen seen = rollout.region(region);
      if (seen.openedSeconds() == null
          || seen.openedSeconds() < last
          || !seen.verdict().equals("PROMOTED")) {
        return false;
      }
      last = seen.openedSeconds();
    }
    return true;
  }

  /** Version 3 does well in eu and fails in na; all ends where it was before. */
  void thirdVersionFailsOutdoors() throws IOException {
    terminal.chapter("Version 3, trained on indoor scenes alone, is pushed to eu-2");
    TestNode door = stage.mesh().node("eu-2");
    operator.push(door, stage.model("3"), "3");
    RolloutSeen rollout = announce("3", door, Plans.regionByRegion(plans, "3"));
    await("eu promotes version 3", () -> rollout.region("eu").verdict().equals("PROMOTED"));
    expectations.check(
        "eu promotes version 3", true, rollout.region("eu").healthy() + " HEALTHY votes");
    await("na rolls it back", () -> rollout.region("na").verdict().equals("ROLLED_BACK"));
    RegionSeen na = rollout.region("na");
    expectations.check(
        "na's quorum rolls version 3 back",
        na.unhealthy() >= 2,
        na.unhealthy() + " UNHEALTHY votes of " + na.jury());
    awaitAnswers("2", stage.early());
    List<TestNode> asia =
        stage.early().stream().filter(node -> node.region().equals("asia")).toList();
    List<String> strayed =
        asia.stream().filter(node -> everServed(rollout, node, "3")).map(TestNode::name).toList();
    expectations.check("asia never activates version 3", strayed.isEmpty(), "strayed: " + strayed);
    List<TestNode> eu = stage.mesh().region("eu");
    expectations.check(
        "eu served version 3 and returned to 2",
        eu.stream().allMatch(node -> everServed(rollout, node, "3"))
            && eu.stream().allMatch(node -> answers(node, "2")),
        activeVersions(eu));
    close(rollout);
  }

  private boolean everServed(RolloutSeen rollout, TestNode node, String version) {
    NodeSeen seen = rollout.nodes().get(node.name());
    Camera camera = stage.cameras().get(node.name());
    return (seen != null && seen.everServed())
        || (camera != null && camera.count().byVersion().containsKey(version));
  }

  /** A node that was down all along comes, and finds out what to run. */
  void lateNodeArrives() {
    terminal.chapter("A tenth node, " + Stage.LATE + ", starts for the first time");
    TestNode late = stage.mesh().node(Stage.LATE);
    stage.mesh().start(List.of(late), STEP);
    stage.watch(late);
    Camera camera = Objects.requireNonNull(stage.cameras().get(late.name()));
    await("it has answered 20 times", () -> camera.count().answered() >= 20);
    Camera.Count count = camera.count();
    expectations.check(
        "the tenth node arrives at version 2 by itself",
        count.byVersion().keySet().equals(Set.of("2")),
        "it answered with versions " + count.byVersion().keySet());
  }

  /** All that was tried and taken back left no trace. */
  void allServeTheProvenVersion() {
    List<String> elsewhere =
        stage.mesh().nodes().stream()
            .filter(node -> !answers(node, "2"))
            .map(TestNode::name)
            .toList();
    expectations.check(
        "all ten nodes serve version 2", elsewhere.isEmpty(), "elsewhere: " + elsewhere);
  }

  /** Over all swaps and fallbacks. */
  void noInferenceFailed() {
    long answered = 0;
    long failed = 0;
    List<String> failures = new ArrayList<>();
    for (Camera camera : stage.cameras().values()) {
      answered += camera.count().answered();
      failed += camera.count().failed();
      failures.addAll(camera.failures());
    }
    expectations.check(
        "no inference failed",
        failed == 0 && answered > 0,
        "%d answered, %d failed%s".formatted(answered, failed, failed == 0 ? "" : " " + failures));
  }

  private RolloutSeen announce(String version, TestNode door, Path plan) {
    RolloutSeen rollout = lookout.follow(version, operator.announce(door, plan));
    rollouts.add(rollout);
    return rollout;
  }

  private void close(RolloutSeen rollout) {
    Moved now = Moved.to(stage.mesh().nodes());
    rollout.close(now.since(movedBefore));
    movedBefore = now;
  }

  private static boolean has(TestNode node, String version) {
    return node.operator()
        .models()
        .map(
            document ->
                document.getAsJsonArray("models").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .filter(model -> model.get("version").getAsString().equals(version))
                    .anyMatch(Story::isComplete))
        .orElse(false);
  }

  private static boolean isComplete(JsonObject model) {
    return model.get("complete").getAsBoolean();
  }

  private void awaitAnswers(String version, Collection<TestNode> nodes) {
    Await.until(
        () -> "every node answers with version " + version + "; now " + activeVersions(nodes),
        STEP,
        () -> nodes.stream().allMatch(node -> answers(node, version)));
  }

  private boolean answers(TestNode node, String version) {
    Camera camera = stage.cameras().get(node.name());
    return camera != null && version.equals(camera.count().lastVersion());
  }

  private String activeVersions(Collection<TestNode> nodes) {
    return nodes.stream()
        .map(
            node -> {
              Camera camera = stage.cameras().get(node.name());
              return node.name() + "=" + (camera == null ? null : camera.count().lastVersion());
            })
        .collect(Collectors.joining(" "));
  }

  private static String verdicts(RolloutSeen rollout) {
    return Stage.LIGHTS.keySet().stream()
        .sorted()
        .map(region -> region + " " + rollout.region(region).verdict())
        .collect(Collectors.joining(", "));
  }

  private static void await(String what, BooleanSupplier condition) {
    Await.until(what, STEP, condition);
  }
}
