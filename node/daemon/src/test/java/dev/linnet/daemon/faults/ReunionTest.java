package dev.linnet.daemon.faults;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two nodes of a region hold each other for gone, and then can talk again. */
class ReunionTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void theyFindEachOther(@TempDir Path directory) {
    try (TestMesh mesh = TestMesh.in(directory).region("eu", 2).linksCanBeCut().build()) {
      mesh.start(mesh.nodes(), LONG);
      Await.until(
          "each has greeted the other and is in its membership",
          LONG,
          () -> mesh.nodes().stream().allMatch(node -> timesUp(node) >= 2));
      mesh.cutInside("eu");
      awaitStates(mesh, "DEAD");
      mesh.heal();
      awaitStates(mesh, "ALIVE");
    }
  }

  private static double timesUp(TestNode node) {
    return node.metric("linnet_membership_changes_total", "to=\"up\"");
  }

  /** Until each holds the other for this. */
  private static void awaitStates(TestMesh mesh, String state) {
    Await.until(
        () -> "each holds the other for " + state + ", not " + states(mesh),
        LONG,
        () -> mesh.nodes().stream().allMatch(node -> others(node).equals(List.of(state))));
  }

  private static List<List<String>> states(TestMesh mesh) {
    return mesh.nodes().stream().map(ReunionTest::others).toList();
  }

  private static List<String> others(TestNode node) {
    Map<String, String> states = node.operator().memberStates();
    states.remove(node.name());
    return List.copyOf(states.values());
  }
}
