package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose plan lets a version answer in shadow first, then a share, then all. */
class TakeoverTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SAME =
      "gates: [{name: same, metric: prediction.disagreement, compare: previous, fail: '> 10%'}]";

  @Test
  void versionAnswersNobodyUnlessItsShadowAgreesAndThenAShareFirst(@TempDir Path directory)
      throws Exception {
    TestModel one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel other = TestModel.classifier(directory, "2", new float[][] {{0, 1}, {1, 0}});
    TestModel same = TestModel.classifier(directory, "3", new float[][] {{2, 0}, {0, 2}});
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      m.roll(one.directory(), "1", "0s");
      m.awaitServed("1", 1, 2);

      String second = m.rollBy("bake: 0s, shadow: {share: 1}, " + SAME, other.directory(), "2");
      List<String> answers = askUntil(m, second, "ROLLED_BACK");
      assertThat(answers).containsOnly("1");
      assertThat(m.awaitVotedDown(second))
          .contains("in shadow, gate same failed: prediction.disagreement 100.0 % of ");

      String third =
          m.rollBy(
              "bake: 0s, shadow: {share: 1, requests: 20}, canary: {share: 50%, for: 2s}, " + SAME,
              same.directory(),
              "3");
      answers = askUntil(m, third, "PROMOTED");
      int opened = answers.indexOf("3");
      assertThat(opened).as("answers before it opens").isPositive();
      List<String> canary = answers.subList(opened, answers.lastIndexOf("1") + 1);
      long share = canary.stream().filter("3"::equals).count();
      assertThat(2 * share - canary.size()).as("of %s", canary.size()).isBetween(-1L, 1L);
      assertThat(canary.size()).isGreaterThan(4);
      assertThat(answers).endsWith("3", "3");
      assertThat(m.events()).contains("SHADOW_PASSED");
    }
  }

  /** All answers until the rollout is in that state; each request has one. */
  private static List<String> askUntil(ModelNode m, String rollout, String state) {
    List<String> answers = new ArrayList<>();
    Await.until(
        () -> state + ", not " + m.state(rollout) + "; " + m.events(),
        PATIENCE,
        () -> {
          for (int i = 0; i < 20; i++) {
            Optional<String> version = m.answersRows(3, 5);
            assertThat(version).isPresent();
            answers.add(version.get());
          }
          return m.state(rollout).equals(state);
        });
    return answers;
  }
}
