package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose owner demands what its machine has not. */
class NoSandboxTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String WHY =
      "nothing is tried: trial.sandbox is required, and there is no sandbox (there is no bwrap: ";

  @Test
  void versionsWaitAndNobodyVotesAgainstThem(@TempDir Path directory) throws Exception {
    TestModel model = TestModel.identity(directory, TestModel.FLOAT);
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings("trial: {sandbox: required}\n")
                .build();
        TestNode node = withoutPrograms(mesh.node("eu-1"));
        ModelNode m = new ModelNode(mesh, node, directory)) {
      node.start();
      node.awaitUp(PATIENCE);
      Await.until("it is said", PATIENCE, () -> !node.events("NO_SANDBOX").isEmpty());
      m.roll(model.directory(), "1", "0s");
      Await.until(
          "its trial is put off",
          PATIENCE,
          () -> node.metric("linnet_trials_total", "result=\"put_off\"") > 0);
      assertThat(node.metric("linnet_trials_total", "result=\"failed\"")).isZero();
      assertThat(node.metric("linnet_votes_cast_total")).isZero();
      LinnetCommand.Result doctor = LinnetCommand.run("mesh", "doctor", "--api", node.api());
      assertThat(doctor.exitCode()).isEqualTo(1);
      assertThat(doctor.out()).contains(WHY);
      assertThat(node.events("NO_SANDBOX")).singleElement().asString().contains(WHY);
    }
  }

  /** The same node, on whose path no program lies. */
  private static TestNode withoutPrograms(TestNode node) {
    return new TestNode(
        node.name(),
        node.region(),
        URI.create(node.http()).getPort(),
        URI.create("grpc://" + node.api()).getPort(),
        node.directory(),
        node.log(),
        NoSandboxTest::start);
  }

  private static JavaProcess start(
      String mainClass, List<String> arguments, Path directory, Path log) {
    ProcessBuilder builder =
        JavaProcess.builder(List.of(), mainClass, arguments.toArray(new String[0]))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("PATH", directory.toString());
    try {
      return JavaProcess.of(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
