package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that would take a process with them cost a trial's child, and nobody's answer. */
class HostileModelsTest {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final long[] TWO = {1, 2};
  private static final String MORE_MEMORY =
      "gates: [{name: memory, metric: inference.memory_ratio, pass: '<= 100'}]";

  @Test
  void nodeAnswersAllTheWhileAndVotesUnhealthyWithTheReason(@TempDir Path directory)
      throws Exception {
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings("trial: {timeout: 40s, latencyRatio: off}\n")
                .build();
        ModelNode node = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), UP);
      node.roll(TestModel.hungry(directory, "1", 1 << 20).directory(), "1", "0s");
      node.awaitServed("1", TWO);
      AtomicBoolean going = new AtomicBoolean(true);
      ExecutorService client = Executors.newSingleThreadExecutor();
      try {
        Future<Long> answered = client.submit(() -> askWithoutPause(node, going));
        TestModel endless = TestModel.endless(directory);
        assertThat(node.awaitVotedDown(node.roll(endless.directory(), "2", "10m")))
            .contains("trial child took longer than 40.0 s while running zeros");

        String crashing =
            node.roll(TestModel.endless(directory.resolve("again")).directory(), "3", "10m");
        crashChild(mesh.node("eu-1"));
        assertThat(node.awaitVotedDown(crashing))
            .contains("trial child was killed by SIGSEGV while");

        String huge = node.roll(TestModel.huge(directory).directory(), "4", "10m");
        assertThat(node.awaitVotedDown(huge)).contains("alloc");

        Path larger = TestModel.hungry(directory, "5", 320 << 20).directory();
        assertThat(node.awaitVotedDown(node.roll(larger, "5", "10m")))
            .contains(
                " times the 64 MiB counted for version 1; trial.memoryRatio allows 4.0 times");
        going.set(false);
        assertThat(answered.get(30, TimeUnit.SECONDS)).isPositive();

        node.rollBy(MORE_MEMORY, larger, "6");
        node.awaitServed("6", TWO);
        assertThat(LinnetCommand.run("mesh", "doctor", "--api", mesh.node("eu-1").api()).out())
            .containsPattern("trials +(OK|WARN) +a trial's child (sees Java|runs as the node)");
      } finally {
        going.set(false);
        client.shutdownNow();
      }
    }
  }

  private static long askWithoutPause(ModelNode node, AtomicBoolean going) {
    long answered = 0;
    while (going.get()) {
      assertThat(node.answer(30, TWO)).as("after %d answers", answered).isEqualTo(Optional.of("1"));
      answered++;
    }
    return answered;
  }

  /** Sends the signal that a fault in native code raises, as soon as the child runs the model. */
  private static void crashChild(TestNode node) throws IOException, InterruptedException {
    Await.until("the trial's child has worked for a second", UP, () -> child(node).isPresent());
    ProcessHandle child = child(node).orElseThrow();
    assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid())).start().waitFor())
        .isZero();
  }

  /** What the daemon's sandbox is made of does no work. */
  private static Optional<ProcessHandle> child(TestNode node) {
    return ProcessHandle.of(node.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(HostileModelsTest::works)
        .findFirst();
  }

  private static boolean works(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .filter(cpu -> cpu.compareTo(Duration.ofSeconds(1)) > 0)
        .isPresent();
  }
}
