package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose battery gets low while its neighbour rolls a version out. */
class SparedDeviceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void lowBatteryPostponesFetchAndTrialAndNeverServing(@TempDir Path directory) throws Exception {
    TestModel one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel two = TestModel.classifier(directory, "2", new float[][] {{2, 0}, {0, 2}});
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 2)
                .settings("postpone: {battery: 20%, every: 1s, sysfs: sys}\n")
                .build();
        ModelNode first = new ModelNode(mesh, mesh.node("eu-1"), directory);
        ModelNode second = new ModelNode(mesh, mesh.node("eu-2"), directory)) {
      TestNode spared = mesh.node("eu-2");
      mesh.start(mesh.nodes(), PATIENCE);
      first.roll(one.directory(), "1", "0s");
      second.awaitServed("1", 1, 2);

      battery(spared, "Discharging");
      Await.until("eu-2 is spared", PATIENCE, () -> !spared.events("POSTPONED").isEmpty());
      String rollout = first.roll(two.directory(), "2", "0s");
      first.awaitServed("2", 1, 2);
      Await.until(
          () -> "eu-2 would fetch version 2: " + spared.operator().rollout(rollout),
          PATIENCE,
          () -> phase(spared, rollout).equals("FETCHING"));
      assertThat(LinnetCommand.run("mesh", "doctor", "--api", spared.api()).out())
          .contains("battery is at 10 %, ", "models are neither fetched nor tried");
      assertThat(second.answersRows(3, 5)).isEqualTo(Optional.of("1"));
      assertThat(first.state(rollout)).as("it needs both votes").isEqualTo("ROLLING");

      battery(spared, "Charging");
      second.awaitServed("2", 1, 2);
      Await.until("it is promoted", PATIENCE, () -> first.state(rollout).equals("PROMOTED"));
      assertThat(spared.events("POSTPONED_NO_MORE")).isNotEmpty();
    }
  }

  @Test
  void shadowUnderWayWaitsUntilTheBatteryIsCharged(@TempDir Path directory) throws Exception {
    TestModel one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel two = TestModel.classifier(directory, "2", new float[][] {{2, 0}, {0, 2}});
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings("postpone: {battery: 20%, every: 1s, sysfs: sys}\n")
                .build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      TestNode node = mesh.node("eu-1");
      mesh.start(mesh.nodes(), PATIENCE);
      m.roll(one.directory(), "1", "0s");
      m.awaitServed("1", 1, 2);
      String rollout =
          m.rollBy("bake: 0s, gates: [], shadow: {share: 1, requests: 60}", two.directory(), "2");
      awaitLogged(node, "m 2 is in shadow\n");

      battery(node, "Discharging");
      awaitLogged(node, "m 2 is in shadow no more for now\n");
      for (int i = 0; i < 200; i++) {
        assertThat(m.answersRows(3, 5)).isEqualTo(Optional.of("1"));
      }
      assertThat(node.events("SHADOW_PASSED")).isEmpty();
      assertThat(m.state(rollout)).isEqualTo("ROLLING");

      battery(node, "Charging");
      Await.until(
          "it comes through its shadow",
          PATIENCE,
          () -> m.answersRows(3, 5).isPresent() && m.state(rollout).equals("PROMOTED"));
      assertThat(node.events("SHADOW_PASSED")).hasSize(1);
    }
  }

  private static void awaitLogged(TestNode node, String line) {
    Await.until(line, PATIENCE, () -> read(node.log()).contains(line));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void battery(TestNode node, String status) throws Exception {
    Path supply = node.directory().resolve("sys/class/power_supply/BAT0");
    Files.createDirectories(supply);
    for (List<String> attribute :
        List.of(List.of("capacity", "10"), List.of("status", status), List.of("type", "Battery"))) {
      Files.writeString(supply.resolve(attribute.get(0)), attribute.get(1) + "\n");
    }
  }

  private static String phase(TestNode node, String rollout) {
    return node.operator()
        .explain(rollout, "")
        .map(document -> document.get("phase").getAsString())
        .orElse("");
  }
}
