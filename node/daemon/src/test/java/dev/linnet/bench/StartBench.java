package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Time of the processor that a command takes from its start to its end: {@code StartBench ROOT
 * [--quick] [--into DOCUMENT]}. Commands are started as people start them, by {@code
 * scripts/linnet}, against a node that serves a model; the peer of each is a bare Java {@link
 * Hello}.
 */
public final class StartBench {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Its own seconds, of user and system, on the last line of standard error. */
  private static final String TIMED =
      "TIMEFORMAT='%U %S'; { time \"$@\" >&3 2>&4; } 3>/dev/null 4>/dev/null";

  private final Path root;
  private final Path directory;
  private final int runs;
  private final List<Series> all = new ArrayList<>();

  private StartBench(Path root, boolean quick) {
    this.root = root;
    this.directory = root.resolve("target/bench/start");
    this.runs = quick ? 3 : 15;
  }

  /** Measures, prints and writes {@code target/bench/start.json}. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    BenchOptions options = BenchOptions.parse("start", "DOCUMENT", args);
    StartBench bench = new StartBench(options.root(), options.quick());
    bench.measure();
    List<String> table = bench.table(options.quick());
    table.forEach(System.out::println);
    if (options.into() != null) {
      Tables.write(options.into(), "start", table);
    }
    System.exit(0);
  }

  private void measure() throws IOException {
    Files.createDirectories(directory);
    TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).logs(directory).build();
    Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "end of the mesh"));
    TestNode node = mesh.node("eu-1");
    String rollout = OneModel.rollOut(mesh, node, directory.resolve("mesh"), TIMEOUT);
    measure("--help");
    measure("rollout", "announce", "--help");
    measure("mesh", "members", "--api", node.api());
    measure("rollout", "status", rollout, "--api", node.api());
  }

  private void measure(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/linnet").toString()));
    command.addAll(List.of(arguments));
    List<String> hello =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            root.resolve("node/daemon/target/test-classes").toString(),
            Hello.class.getName());
    Series series = new Series("`linnet " + String.join(" ", named(arguments)) + "`", "s");
    seconds(command);
    for (int i = 0; i < runs; i++) {
      series.add(seconds(command));
      series.addPeer(seconds(hello));
    }
    all.add(series);
  }

  /** What does not change from run to run. */
  private static List<String> named(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    int api = words.indexOf("--api");
    if (api >= 0) {
      words.subList(api, words.size()).clear();
    }
    words.replaceAll(word -> word.matches("[0-9a-f]{64}") ? "ID" : word);
    return words;
  }

  private static double seconds(List<String> command) throws IOException {
    List<String> timed = new ArrayList<>(List.of("bash", "-c", TIMED, "bash"));
    timed.addAll(command);
    Process process = new ProcessBuilder(timed).start();
    process.getOutputStream().close();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII);
    int exitCode = process.onExit().join().exitValue();
    if (exitCode != 0) {
      throw new IOException(String.join(" ", command) + " exited " + exitCode);
    }
    return Arrays.stream(said.strip().split(" ")).mapToDouble(Double::parseDouble).sum();
  }

  private List<String> table(boolean quick) throws IOException {
    JsonArray json = new JsonArray();
    all.forEach(series -> json.add(series.json()));
    Files.writeString(
        root.resolve("target/bench/start.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    return Series.table(
        "scripts/bench start" + (quick ? " --quick" : ""),
        "%d processors, Java %s, %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")),
        all);
  }
}
