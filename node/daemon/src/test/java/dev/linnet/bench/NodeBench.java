package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Machine;
import dev.linnet.testmesh.Ports;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.ScriptOptions;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Memory of an idle daemon with one small model, and the time from its start until the model
 * answers: {@code NodeBench ROOT [--quick] [--into DOCUMENT]}. The first start after installing
 * makes an archive of classes, and stands by itself. The daemon is started as people start it, by
 * {@code scripts/linnet}; beside it a {@link BareServer} with the same options of Java, and Serf's
 * agent where there is one. What {@code scripts/package} made is weighed, if it did.
 */
public final class NodeBench {
  private static final double MIB = 1024 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Path root;
  private final Path directory;
  private final int runs;
  private final long idleMillis;
  private final String command;
  private final Compared memory = new Compared("resident memory, idle", "MiB");
  private final Compared start = new Compared("start to serving, after a restart", "s");
  private final Series firstStart =
      new Series("start to serving, the first start after installing", "s");

  /** One figure of the daemon, and beside which others it stands. */
  private record Compared(Series bare, Series serf) {
    Compared(String what, String unit) {
      this(
          new Series(what + ", to a bare Java gRPC server", unit),
          new Series(what + ", to Serf's agent", unit));
    }

    void add(double value) {
      bare.add(value);
      serf.add(value);
    }
  }

  private NodeBench(Path root, boolean quick) {
    this.root = root;
    this.directory = root.resolve("target/bench/node");
    this.runs = quick ? 3 : 10;
    this.idleMillis = quick ? 3_000 : 10_000;
    this.command = "scripts/bench node" + (quick ? " --quick" : "");
  }

  /** Measures, prints and writes {@code target/bench/node.json}. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    BenchOptions options = BenchOptions.parse("node", "DOCUMENT", args);
    String machine = Machine.describe();
    NodeBench bench = new NodeBench(options.root(), options.quick());
    List<Series> all = bench.run();
    bench.print(all, machine);
    if (options.into() != null) {
      Tables.write(options.into(), "node", Series.table(bench.command, machine, all));
    }
    System.exit(0);
  }

  private List<Series> run() throws IOException {
    Files.createDirectories(directory);
    TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).logs(directory).build();
    Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "end of the mesh"));
    TestNode node = mesh.node("eu-1");
    OneModel.rollOut(mesh, node, directory.resolve("mesh"), TIMEOUT);
    node.stop();
    Files.deleteIfExists(archive());
    measure(
        daemon(node), () -> node.get(OneModel.READY).isPresent(), resident -> {}, firstStart::add);
    if (!Files.exists(archive())) {
      throw new IllegalStateException("the first start made no " + archive());
    }
    Optional<Path> serf = serf();
    for (int i = 0; i < runs; i++) {
      measure(daemon(node), () -> node.get(OneModel.READY).isPresent(), memory::add, start::add);
      int port = Ports.free();
      measure(bare(port), () -> listens(port), memory.bare::addPeer, start.bare::addPeer);
      if (serf.isPresent()) {
        int rpc = Ports.free();
        measure(
            agent(serf.get(), Ports.free(), rpc),
            () -> listens(rpc),
            memory.serf::addPeer,
            start.serf::addPeer);
      }
    }
    List<Series> all = new ArrayList<>(List.of(memory.bare, start.bare));
    if (serf.isPresent()) {
      all.addAll(List.of(memory.serf, start.serf));
    } else {
      System.out.println("no Serf beside it: apt-get install serf");
    }
    all.add(firstStart);
    all.addAll(sizes(serf));
    return all;
  }

  private static Optional<Path> serf() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, "serf"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static ProcessBuilder agent(Path serf, int port, int rpc) {
    return new ProcessBuilder(
        serf.toString(),
        "agent",
        "-node=eu-1",
        "-bind=127.0.0.1:" + port,
        "-rpc-addr=127.0.0.1:" + rpc);
  }

  /** Of what was packaged, beside the one file that Serf is. */
  private List<Series> sizes(Optional<Path> serf) throws IOException {
    Path dist = root.resolve("target/dist");
    List<Series> sizes = new ArrayList<>();
    if (Files.isDirectory(dist)) {
      try (Stream<Path> files = Files.list(dist)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".tar.gz") || name.endsWith(".deb") || name.endsWith("-image.tar")) {
            Series size = new Series("`" + name + "`, to Serf's program", "MiB");
            size.add(Files.size(file) / MIB);
            if (serf.isPresent()) {
              size.addPeer(Files.size(serf.get()) / MIB);
            }
            sizes.add(size);
          }
        }
      }
    }
    return sizes;
  }

  /** Where scripts/linnet keeps the classes that a node loads; made by a start that finds none. */
  private Path archive() {
    return root.resolve("node/daemon/target/linnet-node.jsa");
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
  private ProcessBuilder bare(int port) {
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

  private void print(List<Series> all, String machine) throws IOException {
    System.out.println(machine);
    System.out.printf("%s; n = %d, %d s idle%n%n", command, runs, idleMillis / 1000);
    System.out.println(Series.header());
    all.forEach(series -> System.out.println(series.row()));
    JsonArray json = new JsonArray();
    all.forEach(series -> json.add(series.json()));
    Path file = root.resolve("target/bench/node.json");
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
  }
}
