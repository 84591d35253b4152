package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that has no processor for two seconds is not dead; one that is killed is found so. */
class PausedNodeTest {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

  /** The longest suspicion among three nodes is over by then, and so are its consequences. */
  private static final long LOOK_NANOS = Duration.ofSeconds(8).toNanos();

  private static final Duration DEAD_WITHIN = Duration.ofSeconds(20);

  @Test
  void nodeThatIsStoppedForTwoSecondsStaysAndOneThatIsKilledGoes(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 3).build()) {
      mesh.start(mesh.nodes(), UP);
      TestNode watcher = mesh.node("eu-1");
      TestNode victim = mesh.node("eu-2");
      for (TestNode node : mesh.nodes()) {
        Await.until(
            () -> node.name() + " knows both others",
            UP,
            () -> knows(node, "eu-1") && knows(node, "eu-2") && knows(node, "eu-3"));
      }
      signal("-STOP", victim);
      long stopped = System.nanoTime();
      try {
        while (System.nanoTime() - stopped < PAUSE_NANOS) {
          assertThat(knows(watcher, victim.name())).isTrue();
        }
      } finally {
        signal("-CONT", victim);
      }
      while (System.nanoTime() - stopped < LOOK_NANOS) {
        assertThat(knows(watcher, victim.name())).isTrue();
        Await.pause(50);
      }
      victim.kill9();
      Await.until("the killed node is found dead", DEAD_WITHIN, () -> !knows(watcher, "eu-2"));
    }
  }

  private static void signal(String signal, TestNode node)
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(node.pid())).start().waitFor())
        .isZero();
  }

  private static boolean knows(TestNode node, String other) {
    List<JsonElement> members = new ArrayList<>();
    Await.until(
        () -> node.name() + " says who it knows",
        UP,
        () ->
            node.operator()
                .members()
                .map(said -> members.addAll(said.getAsJsonArray("members").asList()))
                .orElse(false));
    for (JsonElement member : members) {
      if (member.getAsJsonObject().get("node").getAsString().equals(other)) {
        return member.getAsJsonObject().get("state").getAsString().equals("ALIVE");
      }
    }
    return false;
  }
}
