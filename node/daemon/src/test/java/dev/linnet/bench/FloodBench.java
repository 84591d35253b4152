package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.transport.AskingPeer;
import dev.linnet.daemon.transport.Flooder;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.Machine;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long others wait at a node that an enrolled one floods: {@code FloodBench ROOT [--quick]
 * [--into DOCUMENT]}. A client asks the node's model, and another enrolled node asks for a chunk,
 * one time after the other. Beside it stands the same flood at a neighbour on the same machine:
 * what the flooder itself and the one it floods take of the processors is in both.
 */
public final class FloodBench {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String NODE = "eu-1";
  private static final String NEIGHBOUR = "us-1";
  private static final String FLOODER = "eu-2";
  private static final String PEER = "eu-3";
  private static final Pattern BIND = Pattern.compile("bind: \"([^\"]+)\"");
  private static final double TAIL = 99;
  private static final long UNDER_WAY_MILLIS = 1_000;

  private final Path directory;
  private final int rounds;
  private final int calls;
  private final TestMesh mesh;

  private FloodBench(Path root, boolean quick) {
    directory = root.resolve("target/bench/flood");
    rounds = quick ? 3 : 5;
    calls = quick ? 200 : 400;
    mesh =
        TestMesh.in(directory.resolve("mesh"))
            .region("eu", 3)
            .region("us", 1)
            .logs(directory)
            .build();
  }

  /** Measures, prints and writes {@code target/bench/flood.json}. */
  public static void main(String[] args) throws Exception {
    QuietLogs.set();
    BenchOptions options = BenchOptions.parse("flood", "DOCUMENT", args);
    String machine = Machine.describe();
    String command = "scripts/bench flood" + (options.quick() ? " --quick" : "");
    FloodBench bench = new FloodBench(options.root(), options.quick());
    Runtime.getRuntime().addShutdownHook(new Thread(bench.mesh::close, "end of the mesh"));
    List<Series> all = bench.run();
    System.out.println(machine);
    System.out.println(command + "; n = " + bench.rounds + " of " + bench.calls + " calls\n");
    System.out.println(Series.header());
    all.forEach(series -> System.out.println(series.row()));
    JsonArray json = new JsonArray();
    all.forEach(series -> json.add(series.json()));
    Path file = options.root().resolve("target/bench/flood.json");
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
    if (options.into() != null) {
      Tables.write(options.into(), "flood", Series.table(command, machine, all));
    }
    System.exit(0);
  }

  private List<Series> run() throws Exception {
    TestNode node = mesh.node(NODE);
    OneModel.rollOut(mesh, node, directory, TIMEOUT);
    mesh.start(List.of(mesh.node(NEIGHBOUR)), TIMEOUT);
    List<Series> all = new ArrayList<>();
    SceneClient client = new SceneClient("scenes");
    Scene scene = new SceneSource(new SplittableRandom(2)).draw(Light.INDOOR);
    try (AskingPeer peer = new AskingPeer(identity(PEER), meshPort(node))) {
      List<Other> others =
          List.of(
              new Other("a client", () -> require(client.ask(node.http(), scene))),
              new Other("a peer", peer::ask));
      for (Other other : others) {
        other.tailMillis(calls);
        all.add(quiet(other));
      }
      for (Flooder.Kind kind : Flooder.Kind.values()) {
        all.addAll(flooded(kind, others));
      }
    }
    return all;
  }

  private static void require(SceneClient.Reply reply) {
    if (reply.answer().isEmpty()) {
      throw new IllegalStateException(reply.failure());
    }
  }

  /** Someone who means no harm, and asks. */
  private record Other(String who, Load.Call call) {
    double tailMillis(int calls) throws Exception {
      return Load.of(List.of(call), calls).percentile(TAIL) / 1e3;
    }

    Series series(String flood) {
      return new Series("p99 of " + who + ", " + flood, "ms");
    }
  }

  private Series quiet(Other other) throws Exception {
    Series series = other.series("no flood");
    for (int i = 0; i < rounds; i++) {
      series.add(other.tailMillis(calls));
    }
    return series;
  }

  private List<Series> flooded(Flooder.Kind kind, List<Other> others) throws Exception {
    String flood = "flood of " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    List<Series> all = others.stream().map(other -> other.series(flood)).toList();
    for (int round = 0; round < rounds; round++) {
      for (String victim : List.of(NODE, NEIGHBOUR)) {
        Files.deleteIfExists(log());
        JavaProcess flooder = flood(kind, mesh.node(victim));
        try {
          Await.until("the flood to begin; see " + log(), TIMEOUT, this::isUnderWay);
          Await.pause(UNDER_WAY_MILLIS);
          for (int i = 0; i < others.size(); i++) {
            double millis = others.get(i).tailMillis(calls);
            if (victim.equals(NODE)) {
              all.get(i).add(millis);
            } else {
              all.get(i).addPeer(millis);
            }
          }
          if (!flooder.isAlive()) {
            throw new IllegalStateException("the flood has ended; see " + log());
          }
        } finally {
          flooder.reap();
        }
      }
    }
    return all;
  }

  private JavaProcess flood(Flooder.Kind kind, TestNode victim) throws IOException {
    return JavaProcess.start(
        Flooder.class.getName(),
        List.of(
            kind.name(),
            mesh.node(FLOODER).directory().toString(),
            FLOODER,
            mesh.node(FLOODER).region(),
            meshPort(victim).toString()),
        List.of("-Xmx256m", "-XX:+UseSerialGC"),
        directory,
        log());
  }

  private boolean isUnderWay() {
    try {
      return Files.readString(log()).contains(Flooder.UNDER_WAY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolve("flooder.log");
  }

  private NodeIdentity identity(String name) {
    TestNode node = mesh.node(name);
    return IdentityFiles.load(
        IdentityPaths.in(node.directory()),
        new NodeName(name),
        new RegionName(node.region()),
        Instant.now());
  }

  private static Address meshPort(TestNode node) throws IOException {
    Path yaml = node.directory().resolve("node.yaml");
    Matcher bind = BIND.matcher(Files.readString(yaml));
    if (!bind.find()) {
      throw new IOException(yaml + ": no mesh port");
    }
    return Address.parse(bind.group(1));
  }
}
