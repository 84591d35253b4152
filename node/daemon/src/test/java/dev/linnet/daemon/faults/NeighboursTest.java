package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons of a region that keep one version loaded each; one of them opens a new one first. */
class NeighboursTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final float[][] BY_THE_LARGER = {{1, 0}, {0, 1}};
  private static final int ROWS = 50;

  @Test
  void driftThatTheOtherNodeSeesTooIsTheWorlds(@TempDir Path directory) throws Exception {
    Path first = TestModel.classifier(directory, "1", BY_THE_LARGER).directory();
    Path second = TestModel.classifier(directory, "2", BY_THE_LARGER).directory();
    Files.writeString(
        second.resolve("baseline.json"),
        """
        {"baselines": [
          {"side": "output", "tensor": "scores", "bins": [{"upTo": 0, "share": 0.5}, {"share": 0.5}]}
        ]}
        """);
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 2)
                .settings("serving: {keepWarm: false}\n")
                .build();
        ModelNode one = new ModelNode(mesh, mesh.node("eu-1"), directory);
        ModelNode two = new ModelNode(mesh, mesh.node("eu-2"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      one.roll(first, "1", "0s");
      one.awaitServed("1", 1, 2);
      two.awaitServed("1", 1, 2);
      String rollout = rollByWaves(mesh, directory, second);
      Await.until(
          () -> verdict(mesh.node("eu-1"), rollout) + "; " + one.events() + two.events(),
          PATIENCE,
          () -> {
            answersOfOneClass(one);
            answersOfOneClass(two);
            return verdict(mesh.node("eu-1"), rollout).equals("PROMOTED");
          });
      assertThat(one.events() + two.events())
          .contains("sees drift that is not this version's", "at neighbours")
          .doesNotContain("ROLLOUT_FAILED_HERE");
    }
  }

  /** The share is too small for any node, and is filled up by the first in rank. */
  private static String rollByWaves(TestMesh mesh, Path directory, Path files) throws Exception {
    String api = mesh.node("eu-1").api();
    LinnetCommand.must(
        "model", "push", files.toString(), "--name", "m", "--version", "2", "--api", api);
    Path plan =
        Files.writeString(
            directory.resolve("waves.yaml"),
            """
            spec:
              model: {name: m, version: "2"}
              freshness: 5s
              defaults:
                bake: 0s
                quorum: {minJurors: 1}
                gates: [{name: drift, metric: prediction.drift.ks, compare: baseline, fail: '> 0.1'}]
              waves: [{name: one, regions: [eu], share: 0.01%}, {name: rest, regions: ["*"]}]
            """);
    return TestMesh.announce(mesh.node("eu-1"), plan, mesh.operatorKey());
  }

  private static void answersOfOneClass(ModelNode node) {
    float[] pairs = new float[2 * ROWS];
    for (int row = 0; row < ROWS; row++) {
      pairs[2 * row] = 5;
      pairs[2 * row + 1] = 3;
    }
    assertThat(node.answersRows(pairs)).isPresent();
  }

  /** Of the first wave. */
  private static String verdict(TestNode node, String rollout) {
    return node.operator()
        .rollout(rollout)
        .map(doc -> doc.getAsJsonArray("waves").get(0).getAsJsonObject())
        .map(wave -> wave.getAsJsonArray("regions").get(0).getAsJsonObject())
        .flatMap(region -> Optional.ofNullable(region.get("verdict")))
        .map(verdict -> verdict.isJsonNull() ? "" : verdict.getAsString())
        .orElse("");
  }
}
