package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon votes by what its owner's probe says, and by how its answers drift. */
class OwnWordTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final float[][] BY_THE_LARGER = {{1, 0}, {0, 1}};

  @Test
  void versionWhoseProbeFailsIsLeftAndVotedAgainst(@TempDir Path directory) throws Exception {
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings("probe: {exec: [/bin/sh, -c, 'test ! -e sick'], every: 1s}\n")
                .build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      Path first = TestModel.classifier(directory, "1", BY_THE_LARGER).directory();
      Path second = TestModel.classifier(directory, "2", BY_THE_LARGER).directory();
      m.roll(first, "1", "0s");
      m.awaitServed("1", 1, 2);
      String rollout =
          m.rollBy(
              "bake: 1h, gates: [{name: mine, metric: probe.failure_ratio, fail: '> 5%'}]",
              second, "2");
      m.awaitServed("2", 1, 2);
      Files.createFile(mesh.node("eu-1").directory().resolve("sick"));
      m.awaitServed("1", 1, 2);
      assertThat(m.awaitVotedDown(rollout))
          .contains("PROBE_FAILED", "gate mine failed: probe.failure_ratio");
    }
  }

  @Test
  void versionWhoseAnswersWereWrongIsLeftAndVotedAgainst(@TempDir Path directory) throws Exception {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      Path first = TestModel.classifier(directory, "1", BY_THE_LARGER).directory();
      Path second = TestModel.classifier(directory, "2", BY_THE_LARGER).directory();
      m.roll(first, "1", "0s");
      m.awaitServed("1", 1, 2);
      String rollout =
          m.rollBy(
              "bake: 1h, gates: [{name: right, metric: prediction.accuracy, pass: '>= 90%'}]",
              second, "2");
      m.awaitServed("2", 1, 2);
      for (int i = 0; m.answersRowsOf("q" + i, 3, 5).equals(Optional.of("2")); i++) {
        assertThat(i).as("outcomes told").isLessThan(20);
        assertThat(
                LinnetCommand.must(
                    "feedback",
                    "--model",
                    "m",
                    "--request",
                    "q" + i,
                    "--label",
                    "0",
                    "--api",
                    mesh.node("eu-1").api()))
            .isEqualTo("m 2 was right in 0 of 1\n");
      }
      m.awaitServed("1", 1, 2);
      assertThat(m.awaitVotedDown(rollout))
          .contains("gate right failed: prediction.accuracy 0.0 % of ");
    }
  }

  /** All that is asked has the mean 4, which the baseline has in half of all cases. */
  @Test
  void driftOfAnswersIsBlamedAndDriftOfWhatIsAskedIsNot(@TempDir Path directory) throws Exception {
    TestModel one = TestModel.classifier(directory, "1", BY_THE_LARGER);
    TestModel same = TestModel.classifier(directory, "2", new float[][] {{2, 0}, {0, 2}});
    TestModel always = TestModel.classifier(directory, "3", new float[][] {{-1, 1}, {-1, 1}});
    for (TestModel model : new TestModel[] {one, same, always}) {
      Files.writeString(
          model.directory().resolve("baseline.json"),
          """
          {"baselines": [
            {"side": "input", "tensor": "x", "bins": [{"upTo": 3.5, "share": 0.5}, {"share": 0.5}]},
            {"side": "output", "tensor": "scores", "bins": [{"upTo": 0, "share": 0.5}, {"share": 0.5}]}
          ]}
          """);
    }
    String drift =
        "bake: 0s, gates: ["
            + "{name: asked, metric: input.drift.ks, compare: baseline, fail: '> 0.25'},"
            + "{name: answered, metric: prediction.drift.ks, compare: baseline, fail: '> 0.25'}]";
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      m.roll(one.directory(), "1", "0s");
      m.awaitServed("1", 1, 2);

      String second = m.rollBy(drift, same.directory(), "2");
      askUntil(
          m,
          () ->
              m.state(second).equals("PROMOTED")
                  && m.events().contains("gate asked sees drift that is not this version's"));
      assertThat(m.events()).contains("\"DRIFT\"").doesNotContain("ROLLOUT_FAILED_HERE");

      String third = m.rollBy(drift, always.directory(), "3");
      askUntil(m, () -> m.state(third).equals("ROLLED_BACK"));
      assertThat(m.awaitVotedDown(third)).contains("gate answered failed: prediction.drift.ks");
      m.awaitServed("2", 1, 2);
    }
  }

  /** Asks for each class as often as for the other. */
  private static void askUntil(ModelNode m, BooleanSupplier condition) {
    Await.until(
        m::events,
        PATIENCE,
        () -> {
          for (int i = 0; i < 10; i++) {
            assertThat(m.answersRows(3, 5, 5, 3)).isPresent();
          }
          return condition.getAsBoolean();
        });
  }
}
