package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Ports;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Memory of an idle daemon with one small model, and the time from its start until the model
 * answers: {@code NodeBench ROOT [--quick]}. The daemon is started as people start it, by {@code
 * scripts/linnet}; the peer is a {@link BareServer} with the same options of Java.
 */
public final class NodeBench {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Path root;
  private final Path directory;
  private final int runs;
  private final long idleMillis;
  private final Series memory = new Series("resident memory, idle", "MiB");
  private final Series start = new Series("start to serving, after a restart", "s");

  private NodeBench(Path root, boolean quick) {
    this.root = root;
    this.directory = root.resolve("target/bench/node");
    this.runs = quick ? 3 : 10;
    this.idleMillis = quick ? 3_000 : 10_000;
  }

  /** Measures, prints and writes {@code target/bench/node.json}. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    boolean quick = args.length > 1 && args[1].equals("--quick");
    if (args.length > 2 || (args.length == 2 && !quick)) {
      System.err.println("usage: scripts/bench node [--quick]");
      System.exit(2);
    }
    new NodeBench(Path.of(args[0]).toAbsolutePath(), quick).run();
    System.exit(0);
  }

  private void run() throws IOException {
    Files.createDirectories(directory);
    TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).logs(directory).build();
    Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "end of the mesh"));
    TestNode node = mesh.node("eu-1");
    OneModel.rollOut(mesh, node, directory.resolve("mesh"), TIMEOUT);
    node.stop();
    for (int i = 0; i < runs; i++) {
      measure(daemon(node), () -> node.get(OneModel.READY).isPresent(), memory::add, start::add);
      int port = Ports.free();
      measure(peer(port), () -> listens(port), memory::addPeer, start::addPeer);
    }
    print();
  }

  private ProcessBuilder daemon(TestNode node) {
    return new ProcessBuilder(
        root.resolve("scripts/linnet").toString(),
        "node",
        "run",
        "-c",
        node.directory().resolve("node.yaml").toString());
  }

  /** With the options that scripts/linnet gives a daemon. */
  private ProcessBuilder peer(int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ScriptOptions.node(root));
    command.add(BareServer.class.getName());
    command.add(Integer.toString(port));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder;
  }

  private interface Measured {
    void take(double value);
  }

  /** The script becomes the daemon, so that its process is the daemon's. */
  private void measure(
      ProcessBuilder builder, BooleanSupplier ready, Measured mib, Measured seconds)
      throws IOException {
    long begun = System.nanoTime();
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("runs.log").toFile()))
            .start();
    Thread killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      while (!ready.getAsBoolean()) {
        if (!process.isAlive() || System.nanoTime() - begun > TIMEOUT.toNanos()) {
          throw new IllegalStateException("not ready; see " + directory.resolve("runs.log"));
        }
        Await.pause(5);
      }
      seconds.take((System.nanoTime() - begun) / 1e9);
      Await.pause(idleMillis);
      mib.take(residentKib(process.pid()) / 1024.0);
    } finally {
      end(process);
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void print() throws IOException {
    List<Series> all = List.of(memory, start);
    System.out.printf(
        "%d processors, Java %s, %s %s%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    System.out.println("daemon: scripts/linnet node run -c node.yaml");
    System.out.printf(
        "peer:   a bare Java gRPC server, same options; n = %d, %d s idle%n%n",
        runs, idleMillis / 1000);
    System.out.println(Series.header());
    all.forEach(series -> System.out.println(series.row()));
    JsonArray json = new JsonArray();
    all.forEach(series -> json.add(series.json()));
    Path file = root.resolve("target/bench/node.json");
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
  }
}
