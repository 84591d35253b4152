package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.ScriptOptions;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Moves a large model through two daemons with the product's heaps: pushed to one, fetched by the
 * other, verified, exported and imported again. Says for each how fast it went and the most memory
 * that command and daemons ever had. Once each: what is told is that memory is bounded.
 */
public final class StoreBench {
  private static final String LINNET = "dev.linnet.daemon.command.Linnet";
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final Path root;
  private final long weightBytes;
  private final Path directory;
  private final JsonArray rows = new JsonArray();

  private StoreBench(Path root, long weightBytes) throws IOException {
    this.root = root;
    this.weightBytes = weightBytes;
    this.directory = Files.createTempDirectory("linnet-bench-store");
  }

  public static void main(String[] arguments) throws IOException {
    boolean quick = List.of(arguments).contains("--quick");
    new StoreBench(Path.of(arguments[0]).toAbsolutePath(), quick ? 256L << 20 : 4L << 30).run();
    System.exit(0);
  }

  private void run() throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%d processors, Java %s; scripts/bench store, a model of %d MiB, n = 1%n%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        weightBytes >> 20);
    System.out.printf(
        "%-8s %8s %8s  %12s %12s %12s%n",
        "step", "s", "MB/s", "command MiB", "eu-1 MiB", "eu-2 MiB");
    Path model = directory.resolve("model");
    ModelDirectory.write(model, new SceneModels(1).first(), List.of());
    writeRandom(model.resolve("weights.bin"));
    TestMesh mesh =
        TestMesh.in(directory.resolve("mesh"))
            .region("eu", 2)
            .jvmOptions(ScriptOptions.node(root))
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "end of the mesh"));
    mesh.start(mesh.nodes(), Duration.ofMinutes(2));
    TestNode first = mesh.node("eu-1");
    TestNode second = mesh.node("eu-2");
    String archive = directory.resolve("model.linnet").toString();
    step(
        mesh,
        "push",
        "model",
        "push",
        model.toString(),
        "--name",
        "big",
        "--version",
        "1",
        "--api",
        first.api());
    String digest =
        first
            .operator()
            .models()
            .orElseThrow()
            .getAsJsonArray("models")
            .get(0)
            .getAsJsonObject()
            .get("digest")
            .getAsString();
    step(mesh, "fetch", "model", "fetch", "--digest", digest, "--wait", "--api", second.api());
    step(mesh, "verify", "model", "verify", "--api", second.api());
    step(mesh, "export", "model", "export", "big", "1", archive, "--api", second.api());
    step(mesh, "import", "model", "import", archive, "--api", first.api());
    Path file = root.resolve("target/bench/store.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(rows) + "\n");
    System.out.println("\nwritten to " + file);
    delete(model);
    Files.delete(Path.of(archive));
  }

  private void step(TestMesh mesh, String what, String... arguments) throws IOException {
    long begun = System.nanoTime();
    JavaProcess command =
        JavaProcess.start(
            LINNET,
            Arrays.asList(arguments),
            ScriptOptions.modelCommand(root),
            directory,
            directory.resolve("command.log"));
    long[] mostKib = new long[1];
    Await.until(
        what + " ends",
        PATIENCE,
        () -> {
          mostKib[0] = Math.max(mostKib[0], highWaterKib(command.pid()));
          return !command.isAlive();
        });
    if (command.exitCode() != 0) {
      throw new IllegalStateException(
          what + " failed: " + Files.readString(directory.resolve("command.log")));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    List<Long> mib = new ArrayList<>(List.of(mostKib[0] >> 10));
    mesh.nodes().forEach(node -> mib.add(highWaterKib(node.pid()) >> 10));
    System.out.printf(
        Locale.ROOT,
        "%-8s %8.1f %8.1f  %12d %12d %12d%n",
        what,
        seconds,
        weightBytes / 1e6 / seconds,
        mib.get(0),
        mib.get(1),
        mib.get(2));
    JsonObject row = new JsonObject();
    row.addProperty("step", what);
    row.addProperty("modelBytes", weightBytes);
    row.addProperty("seconds", seconds);
    row.addProperty("commandMiB", mib.get(0));
    row.addProperty("senderMiB", mib.get(1));
    row.addProperty("receiverMiB", mib.get(2));
    rows.add(row);
  }

  /** The most that a process ever had resident; 0 once it has ended. */
  private static long highWaterKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  private void writeRandom(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] block = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long left = weightBytes; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
