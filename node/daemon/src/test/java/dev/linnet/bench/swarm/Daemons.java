package dev.linnet.bench.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Lan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mesh of daemons in a network of ours, started as people start them. */
final class Daemons implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** Trials of all at once on few processors would be given up, or found slow beside the last. */
  private static final String PATIENT_TRIALS =
      "trial: {timeout: 10m, latencyRatio: off, memoryRatio: off}\n";

  /** Asking is a Java process of its own, and the daemons need the processors. */
  private static final long ASK_AGAIN_MILLIS = 2_000;

  private final Lan lan;
  private final List<Seat> seats;
  private final Path directory;
  private final Path linnet;
  private final List<Process> processes = new ArrayList<>();

  Daemons(Lan lan, List<Seat> seats, Path root, Path directory) {
    this.lan = lan;
    this.seats = seats;
    this.directory = directory;
    this.linnet = root.resolve("scripts/linnet");
  }

  /**
   * Starts one daemon after the other, so that no start holds up the answers of those that run
   * already; waits until the first and the last know all.
   */
  void start() {
    Scratch.fresh(directory);
    MeshAuthority.init(authority(), "bench", Clock.systemUTC());
    for (int node = 0; node < seats.size(); node++) {
      Path config = enrol(node).resolve("node.yaml");
      Scratch.append(config, PATIENT_TRIALS);
      processes.add(
          lan.start(
              seats.get(node).host(),
              log(node),
              List.of(linnet.toString(), "node", "run", "-c", config.toString())));
      Logs.await(log(node), TIMEOUT, line -> line.contains("Daemon - node "));
    }
    for (int node : List.of(0, seats.size() - 1)) {
      Await.until("node " + node + " knows all others", TIMEOUT, () -> knowsAll(node));
    }
  }

  private Path authority() {
    return directory.resolve("authority");
  }

  private Path enrol(int node) {
    Seat seat = seats.get(node);
    return MeshAuthority.enroll(
        authority(),
        new NodeName("node-" + node),
        new RegionName("region-" + region(node)),
        new EnrolOptions(
            seat.mesh(),
            seat.http(),
            seat.grpc(),
            node == 0 ? List.of() : List.of(seats.get(0).mesh()),
            "data",
            Map.of()),
        Clock.systemUTC());
  }

  private boolean knowsAll(int node) {
    try {
      String members = command(node, "mesh", "members", "-o", "json");
      if (members.split("\"ALIVE\"", -1).length - 1 == seats.size()) {
        return true;
      }
    } catch (IllegalStateException e) {
      // A daemon that has just started refuses for a moment.
    }
    Await.pause(ASK_AGAIN_MILLIS);
    return false;
  }

  int count() {
    return seats.size();
  }

  int region(int node) {
    return lan.region(seats.get(node).host());
  }

  Path log(int node) {
    return directory.resolve("node-" + node + ".log");
  }

  Path operatorKey() {
    return authority().resolve("operators/admin.key");
  }

  List<Process> processes() {
    return List.copyOf(processes);
  }

  /** Runs {@code linnet} against a node, and returns what it printed. */
  String command(int node, String... arguments) {
    List<String> command = new ArrayList<>(List.of(linnet.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--api", seats.get(node).grpc().toString()));
    return lan.run(seats.get(node).host(), command.toArray(String[]::new));
  }

  /**
   * Lets a node fetch the one model that another of the same host holds, and returns the seconds.
   */
  double fetch(int from, int to) {
    return Double.parseDouble(
        lan.run(
                seats.get(to).host(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                TimedFetch.class.getName(),
                "" + seats.get(from).grpc().port(),
                "" + seats.get(to).grpc().port())
            .strip());
  }

  /** Bytes of chunks that a node's daemon has fetched so far, from whoever the scope says. */
  long fetchedBytes(int node, String scope) {
    Seat seat = seats.get(node);
    return Math.round(
        lan.run(seat.host(), "curl", "-sf", "http://" + seat.http() + "/metrics")
            .lines()
            .filter(line -> line.startsWith("linnet_artifact_bytes_total{"))
            .filter(line -> line.contains("received") && line.contains(scope))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(lan::end);
    processes.clear();
  }
}
