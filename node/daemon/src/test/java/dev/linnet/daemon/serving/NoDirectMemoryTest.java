package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose memory outside the heap holds small inputs alone. Java says that there is no more
 * by an error, which no option ends the process for.
 */
class NoDirectMemoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void requestsThatFindNoneAreRefusedAndOthersAnswered(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log");
    JavaProcess process =
        JavaProcess.start(
            Server.class.getName(),
            List.of(directory.toString()),
            List.of("-Xmx256m", "-XX:MaxDirectMemorySize=1m", "-XX:+ExitOnOutOfMemoryError"),
            directory,
            log);
    try {
      Await.until("the process has ended", PATIENCE, () -> !process.isAlive());
    } finally {
      process.reap();
    }
    assertThat(Files.readString(log).lines())
        .contains(
            "alone: EXHAUSTED",
            "in a batch: EXHAUSTED EXHAUSTED",
            "small: answered",
            "second runs: went on",
            "taken: 0");
  }

  /** Takes the directory where its models are to be. */
  public static final class Server {
    private static final int LARGE = 1 << 20;

    private Server() {}

    public static void main(String[] arguments) throws Exception {
      TestListener told = new TestListener();
      TestModel alone = TestModel.identity(Path.of(arguments[0]), Datatype.FP32);
      TestModel batched = TestModel.identity(Path.of(arguments[0]), Datatype.FP64);
      Batching batching = new Batching(2 * LARGE, Duration.ofSeconds(1));
      String name = batched.manifest().name().value();
      ServingConfig config = TestServing.config(2, 16, 1).with(Map.of(name, batching), true);
      try (ModelServer server = new ModelServer(config, told)) {
        for (TestModel model : List.of(alone, batched)) {
          server.serve(model.manifest(), model.directory(), null);
          told.awaitStarted(model);
        }
        say("alone", asked(server, alone, LARGE, 1));
        say("in a batch", asked(server, batched, LARGE, 2));
        say("small", asked(server, alone, 1, 1));
        say("second runs", secondRuns(alone));
        say("taken", String.valueOf(server.memory().takenBytes()));
      }
      System.exit(0);
    }

    private static void say(String what, String outcome) {
      System.out.println(what + ": " + outcome);
    }

    private static InferenceRequest request(TestModel model, int elements) {
      Datatype datatype = Datatype.named(model.manifest().inputs().get(0).datatype()).orElseThrow();
      return model.request(
          Tensor.of(
              "x",
              datatype,
              List.of((long) elements),
              ByteBuffer.allocate(elements * datatype.elementBytes())));
    }

    private static String asked(ModelServer server, TestModel model, int elements, int times)
        throws Exception {
      ExecutorService clients = Executors.newCachedThreadPool();
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        asked.add(clients.submit(() -> outcome(server, request(model, elements))));
      }
      List<String> outcomes = new ArrayList<>();
      for (Future<String> each : asked) {
        outcomes.add(each.get(60, TimeUnit.SECONDS));
      }
      clients.shutdownNow();
      return String.join(" ", outcomes);
    }

    private static String outcome(ModelServer server, InferenceRequest request) {
      try {
        server.infer(request);
        return "answered";
      } catch (InferenceException e) {
        return e.status().name();
      }
    }

    /** The first finds no memory, the second needs next to none. */
    private static String secondRuns(TestModel model) throws Exception {
      Version version =
          Version.open(model.manifest(), model.directory(), RuntimeOptions.small(), null);
      List<String> ran = new ArrayList<>();
      try (SecondRuns runs = new SecondRuns(4, Long.MAX_VALUE, RequestMemory.unbounded())) {
        for (InferenceRequest each : List.of(request(model, LARGE), request(model, 1))) {
          runs.offer(
              version,
              version,
              each,
              List.of(),
              memory -> {
                ByteBuffer.allocateDirect((int) each.sizeBytes());
                ran.add("went on");
              });
        }
        while (!runs.isIdle()) {
          Thread.onSpinWait();
        }
      }
      version.release();
      return version.acquire() ? "hold the version" : String.join(" ", ran);
    }
  }
}
