package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.KeyFiles;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mesh whose operator bob and whose node eu-3 are revoked in the middle of bob's rollout: rule
 * 14.
 */
class RevocationTest {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(120);

  /** What rule 14 allows from the root's arrival to the cut of open connections. */
  private static final Duration CUT = Duration.ofSeconds(60);

  private final Path directory;

  RevocationTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void revokedNodeAndOperatorAreHeardNoMore() {
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 3).region("na", 1).build()) {
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      KeyFiles bob = KeyFiles.in(directory, "bob");
      mesh.start(mesh.nodes(), UP);
      Await.until(
          "all nodes know each other",
          UP,
          () -> mesh.nodes().stream().allMatch(node -> members(node).size() == 4));
      TestNode eu = mesh.node("eu-1");
      TestNode na = mesh.node("na-1");
      TestNode revoked = mesh.node("eu-3");
      List<TestNode> others = List.of(eu, mesh.node("eu-2"), na);

      must(eu, mesh, "rotate", "--operator", "bob=" + bob.publicKey());
      awaitRoot(mesh.nodes(), 2);
      scenes.push(eu, new SceneModels(1).first(), "1");
      String rollout = scenes.announce(eu, plan(), bob.privateKey());
      awaitCause(na, rollout, "WAITING");

      refusals(eu, mesh);
      must(na, mesh, "revoke", "--node", "eu-3", "--operator", "bob");
      Await.until(
          "eu-3 is cut off by its region",
          CUT,
          () -> members(revoked).size() >= 3 && !seesAlive(revoked));
      awaitRoot(others, 3);
      others.forEach(node -> assertThat(names(node)).doesNotContain("eu-3").hasSize(3));

      pausedUntilAnotherResumes(mesh, bob, eu, na, rollout);
      staysOut(mesh, revoked, others, rollout);
      wayBack(eu, mesh);
    }
  }

  private void refusals(TestNode at, TestMesh mesh) {
    refused(at, mesh, 1, "did you mean 'eu-3'?", "revoke", "--node", "eu-33");
    refused(at, mesh, 1, "did you mean 'bob'?", "revoke", "--operator", "bobb");
    refused(at, mesh, 4, "role ROOT would keep 0 keys of the 1", "revoke", "--operator", "root");
    refused(at, mesh, 2, "revoke whom?", "revoke");
    refused(
        at,
        mesh,
        4,
        "not a key of the role ROOT",
        "revoke",
        "--node",
        "eu-3",
        "--key",
        mesh.operatorKey().toString());
    LinnetCommand.Result unasked =
        LinnetCommand.run(
            "mesh", "revoke", mesh.authority().toString(), "--node", "eu-3", "--api", at.api());
    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err())
        .contains("  revokes node eu-3")
        .contains("nothing was done: there is no terminal to ask on; say --yes to go on");
  }

  private static void pausedUntilAnotherResumes(
      TestMesh mesh, KeyFiles bob, TestNode eu, TestNode na, String rollout) {
    JsonObject held = awaitCause(na, rollout, "PAUSED");
    assertThat(text(held, "sentence"))
        .isEqualTo("its operator is revoked: another one must resume or abort it");
    assertThat(held.getAsJsonObject("details").get("hold").getAsString())
        .isEqualTo("OPERATOR_REVOKED");
    assertThat(held.getAsJsonObject("details").get("operators")).hasToString("[\"bob\"]");
    assertThat(LinnetCommand.must("rollout", "ls", "--api", eu.api())).contains("PAUSED");

    LinnetCommand.Result refused = control(eu, "resume", rollout, bob.privateKey());
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err().lines()).singleElement().asString().contains("signed by 0 of the 1");
    assertThat(control(eu, "resume", rollout, mesh.operatorKey()).exitCode()).isZero();
    awaitCause(na, rollout, "WAITING");
  }

  /** Neither as it runs nor after it was started again; and its name is never given again. */
  private static void staysOut(
      TestMesh mesh, TestNode revoked, List<TestNode> others, String rollout) {
    assertThat(revoked.stop()).isTrue();
    revoked.start();
    revoked.awaitUp(UP);
    Await.until(
        "eu-3 is turned away",
        LONG,
        () ->
            others.stream()
                .anyMatch(
                    node ->
                        LinnetCommand.must("events", "--api", node.api())
                            .contains("node eu-3 is revoked")));
    assertThat(control(others.get(0), "abort", rollout, mesh.operatorKey()).exitCode()).isZero();
    Await.until(
        "the others hear of the abort",
        LONG,
        () -> others.stream().allMatch(node -> state(node, rollout).equals("ABORTED")));
    assertThat(state(revoked, rollout)).isNotEmpty().isNotEqualTo("ABORTED");
    others.forEach(node -> assertThat(names(node)).doesNotContain("eu-3"));

    LinnetCommand.Result again =
        LinnetCommand.run("mesh", "enroll", mesh.authority().toString(), "eu-3", "--region", "eu");
    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(again.err().lines())
        .singleElement()
        .asString()
        .contains("node eu-3: this name is revoked in mesh test for good");
  }

  private void wayBack(TestNode at, TestMesh mesh) {
    refused(at, mesh, 1, "node eu-3: is revoked already", "revoke", "--node", "eu-3");
    refused(at, mesh, 1, "operator bob: is revoked already", "revoke", "--operator", "bob");
    must(at, mesh, "rotate", "--raise-epoch");
    assertThat(LinnetCommand.must("mesh", "trust", "--api", at.api()))
        .contains("mesh test, trust root 4, epoch 1, expires ")
        .containsPattern("ROOT +1 of 1 +root \\(")
        .contains("revoked nodes: eu-3\n")
        .contains("revoked keys: bob (")
        .doesNotContain("FORK");
  }

  private static void must(TestNode at, TestMesh mesh, String verb, String... more) {
    LinnetCommand.Result result = root(at, mesh, verb, more);
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static void refused(
      TestNode at, TestMesh mesh, int exitCode, String said, String verb, String... more) {
    LinnetCommand.Result result = root(at, mesh, verb, more);
    assertThat(result.err().lines()).singleElement().asString().contains(said);
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
  }

  private static LinnetCommand.Result root(
      TestNode at, TestMesh mesh, String verb, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("mesh", verb, mesh.authority().toString(), "--yes", "--api", at.api()));
    all.addAll(List.of(more));
    return LinnetCommand.run(all.toArray(String[]::new));
  }

  private static LinnetCommand.Result control(TestNode at, String verb, String rollout, Path key) {
    return LinnetCommand.run("rollout", verb, rollout, "--key", key.toString(), "--api", at.api());
  }

  private static void awaitRoot(Iterable<TestNode> nodes, int version) {
    Await.until(
        "all know trust root " + version,
        CUT,
        () ->
            StreamSupport.stream(nodes.spliterator(), false)
                .allMatch(
                    node ->
                        node.operator()
                            .trust()
                            .filter(trust -> trust.get("version").getAsInt() == version)
                            .isPresent()));
  }

  /** Waits for the cause at the head of what a node explains of itself, and returns that reason. */
  private static JsonObject awaitCause(TestNode node, String rollout, String cause) {
    List<JsonObject> found = new ArrayList<>();
    Await.until(
        () -> node.name() + " says " + cause + " and not " + found,
        LONG,
        () -> {
          found.clear();
          node.operator()
              .explain(rollout, "")
              .map(explained -> explained.getAsJsonArray("reasons"))
              .filter(reasons -> !reasons.isEmpty())
              .ifPresent(reasons -> found.add(reasons.get(0).getAsJsonObject()));
          return !found.isEmpty() && text(found.get(0), "cause").equals(cause);
        });
    return found.get(0);
  }

  private static String state(TestNode node, String rollout) {
    return node.operator().rollout(rollout).map(found -> text(found, "state")).orElse("");
  }

  private static List<JsonObject> members(TestNode node) {
    List<JsonObject> members = new ArrayList<>();
    node.operator()
        .members()
        .ifPresent(
            found -> {
              for (JsonElement member : found.getAsJsonArray("members")) {
                members.add(member.getAsJsonObject());
              }
            });
    return members;
  }

  private static List<String> names(TestNode node) {
    return members(node).stream().map(member -> text(member, "node")).toList();
  }

  /** Of its own region's nodes, whose liveness is known by their connections. */
  private static boolean seesAlive(TestNode node) {
    return members(node).stream()
        .filter(member -> text(member, "region").equals(node.region()))
        .filter(member -> !text(member, "node").equals(node.name()))
        .anyMatch(member -> text(member, "state").equals("ALIVE"));
  }

  private static String text(JsonObject object, String name) {
    return object.has(name) ? object.get(name).getAsString() : "";
  }

  /** Judges for so long that it stays open. */
  private static String plan() {
    return """
    spec:
      model: {name: scenes, version: "1"}
      defaults: {bake: 1h, quorum: {minJurors: 1}}
      waves:
        - {name: eu, regions: [eu]}
        - {name: rest, regions: ["*"]}
    """;
  }
}
