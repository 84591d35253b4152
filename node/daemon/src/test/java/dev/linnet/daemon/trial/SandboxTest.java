package dev.linnet.daemon.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.daemon.trial.Sandbox.Rule;
import dev.linnet.daemon.trial.Trial.TrialResult;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Children that do what a hostile model's native code could, shut in for real. What each of them
 * does without a sandbox shows that it would have been able to.
 */
class SandboxTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String READ_ONLY = "FileSystemException";
  private static final String HANGS = BadChildren.Hangs.class.getName();
  private static final Sandbox HERE = new Sandbox(Rule.REQUIRED);

  private Path root;

  @BeforeEach
  void begin(@TempDir Path root) {
    this.root = root;
  }

  private static void assumeSandbox() {
    HERE.look();
    assumeTrue(!HERE.isMissing(), HERE.sentence());
  }

  private static TrialResult run(Sandbox sandbox, Class<?> main, TestModel model) throws Exception {
    try (Trial trial = new Trial(LONG, sandbox, main)) {
      return trial.run(model.manifest(), model.directory()).get(90, TimeUnit.SECONDS);
    }
  }

  /** What the spy found, line by line. */
  private static List<String> pries(Sandbox sandbox, TestModel model) throws Exception {
    Files.writeString(model.directory().resolveSibling(Spies.KEY), "the key");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          model.directory().resolve(Spies.PORT), Integer.toString(server.getLocalPort()));
      return run(sandbox, Spies.Pries.class, model).reason().lines().toList();
    }
  }

  @Test
  void childSeesItsModelAloneAndWritesNowhereElse() throws Exception {
    assumeSandbox();
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    assertThat(pries(HERE, model))
        .containsExactly(
            "its model: true",
            "its tmp: wrote 1",
            "the node's key: NoSuchFileException",
            "beside its model: [" + model.directory().getFileName() + "]",
            "its model's directory: " + READ_ONLY,
            "/: " + READ_ONLY,
            "/dev: " + READ_ONLY,
            "/dev/shm: " + READ_ONLY,
            "/usr: " + READ_ONLY,
            "/var/tmp: NoSuchFileException",
            "loopback: ConnectException",
            "networks: [lo]",
            "processes: 2",
            "a secret: null",
            "capabilities: 00000000000000000000000000000000",
            "new privileges: 1",
            "a user namespace: 1");
  }

  @Test
  void withoutItTheSameChildReadsTheKeyAndReachesTheNetwork() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    assertThat(pries(new Sandbox(Rule.OFF), model))
        .contains("its model: true", "the node's key: the key", "a secret: null")
        .anyMatch(line -> line.startsWith("loopback: connected to "))
        .noneMatch(line -> line.equals("processes: 2"));
  }

  @Test
  void whatAChildLeavesBehindEndsWithIt() throws Exception {
    assumeSandbox();
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    String seconds = "86400." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    Path directory = Files.move(model.directory(), root.resolve(seconds));
    TestModel moved = new TestModel(model.manifest(), directory);
    try {
      assertThat(run(HERE, Spies.LeavesOneBehind.class, moved).reason()).isEqualTo("left: true");
      Await.until("nothing sleeps", LONG, () -> toldOf(seconds).findAny().isEmpty());
    } finally {
      toldOf(seconds).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Stream<ProcessHandle> toldOf(String word) {
    return ProcessHandle.allProcesses().filter(each -> isToldOf(each, word));
  }

  @Test
  void processesCountAsThreadsDo() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    assertThat(run(new Sandbox(Rule.AUTO), Spies.Multiplies.class, model).reason())
        .isEqualTo("trial child started more than 200 threads while loading model.onnx");
  }

  @Test
  void childThatDoesNotListenEndsWithTheNodeAllTheSame() {
    assumeSandbox();
    JavaProcess node =
        JavaProcess.start(
            Parent.class.getName(), List.of(root.toString()), List.of(), root, root.resolve("log"));
    List<ProcessHandle> family = new ArrayList<>();
    try {
      Await.until(
          "a child hangs",
          LONG,
          () -> {
            family.clear();
            ProcessHandle.of(node.pid()).ifPresent(it -> it.descendants().forEach(family::add));
            return family.stream().anyMatch(each -> isToldOf(each, HANGS));
          });
      node.kill9();
      Await.until("none is left", LONG, () -> family.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      node.reap();
    }
  }

  private static boolean isToldOf(ProcessHandle process, String argument) {
    return process.info().arguments().filter(all -> List.of(all).contains(argument)).isPresent();
  }

  @Test
  void nothingIsTriedWhereItIsRequiredAndThereIsNone() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    TrialResult result = run(new Sandbox(Rule.REQUIRED, root.toString()), TrialMain.class, model);
    assertThat(result.outcome()).isEqualTo(Trial.Outcome.NOT_RUN);
    assertThat(result.reason())
        .isEqualTo(
            "trial.sandbox is required, and there is no sandbox"
                + " (there is no bwrap: install bubblewrap 0.8 or later)");
  }

  @Test
  void bwrapThatDoesNotWorkHereIsSaidInItsOwnWordsAndTrialsGoOn() throws Exception {
    Path program = root.resolve("bwrap");
    Files.writeString(
        program, "#!/bin/sh\necho 'bwrap: No permissions to create new namespace'\nexit 1\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Sandbox broken = new Sandbox(Rule.AUTO, root.toString());
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    assertThat(run(broken, TrialMain.class, model).passed()).isTrue();
    assertThat(broken.isMissing()).isTrue();
    assertThat(broken.refusal()).isEmpty();
    assertThat(broken.sentence())
        .isEqualTo(
            "a trial's child runs as the node's user, without a sandbox:"
                + " bwrap: No permissions to create new namespace");
  }

  /** A node with a trial under way. */
  static final class Parent {
    public static void main(String[] arguments) throws IOException {
      TestModel model = TestModel.identity(Path.of(arguments[0]), TestModel.FLOAT);
      try (Trial trial = new Trial(LONG, HERE, BadChildren.Hangs.class)) {
        trial.run(model.manifest(), model.directory()).join();
      }
    }
  }
}
