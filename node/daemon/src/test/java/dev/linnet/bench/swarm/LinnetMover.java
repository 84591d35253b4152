package dev.linnet.bench.swarm;

import com.google.gson.JsonParser;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.testmesh.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Daemons as people start them, one on each host, in one mesh that lives as long as this. Each file
 * is the next version of a model: pushed to the first host before the clock runs, and announced to
 * everybody. The times are those that the daemons write: from the announcement at the first host to
 * the line in which each of the others says that the version is there.
 */
final class LinnetMover implements Mover {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Address HTTP = new Address("127.0.0.1", 7780);
  private static final Address GRPC = new Address("127.0.0.1", 7781);
  private static final String MODEL = "moved";

  private final Lan lan;
  private final Path directory;
  private final Path linnet;
  private final List<Process> daemons = new ArrayList<>();
  private int version;

  LinnetMover(Lan lan, Path root, Path directory) {
    this.lan = lan;
    this.directory = directory;
    this.linnet = root.resolve("scripts/linnet");
  }

  @Override
  public String name() {
    return "linnet";
  }

  /** Starts the mesh, and waits until every node knows every other. */
  void start() {
    Scratch.fresh(directory);
    Path authority = directory.resolve("authority");
    MeshAuthority.init(authority, "bench", Clock.systemUTC());
    for (int host = 0; host < lan.hosts(); host++) {
      Path home = enrol(authority, host);
      daemons.add(
          lan.start(
              host,
              log(host),
              List.of(
                  linnet.toString(), "node", "run", "-c", home.resolve("node.yaml").toString())));
    }
    for (int host : List.of(0, lan.hosts() - 1)) {
      Await.until("host " + host + " knows all others", TIMEOUT, () -> knowsAll(host));
    }
  }

  private Path enrol(Path authority, int host) {
    List<Address> seeds = host == 0 ? List.of() : List.of(mesh(0));
    return MeshAuthority.enroll(
        authority,
        new NodeName("host-" + host),
        new RegionName("region-" + lan.region(host)),
        new EnrolOptions(mesh(host), HTTP, GRPC, seeds, "data", Map.of()),
        Clock.systemUTC());
  }

  private static Address mesh(int host) {
    return new Address(Lan.address(host), 7700);
  }

  private Path log(int host) {
    return directory.resolve("host-" + host + ".log");
  }

  private boolean knowsAll(int host) {
    try {
      String members =
          lan.run(
              host, linnet.toString(), "mesh", "members", "-o", "json", "--api", GRPC.toString());
      return members.split("\"ALIVE\"", -1).length - 1 == lan.hosts();
    } catch (IllegalStateException e) {
      Await.pause(500);
      return false;
    }
  }

  /** Bytes of chunks that a host's daemon has fetched so far. */
  long receivedBytes(int host) {
    double sum = 0;
    for (String line :
        lan.run(host, "curl", "-sf", "http://" + HTTP + "/metrics").lines().toList()) {
      if (line.startsWith("linnet_artifact_bytes_total{") && line.contains("received")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return Math.round(sum);
  }

  @Override
  public void prepare(Path file) {
    version++;
    command("model", "push", file.toString(), "--name", MODEL, "--version", "" + version);
    Scratch.write(
        directory.resolve("plan.yaml"),
        """
        spec:
          model: {name: %s, version: "%d"}
          defaults: {bake: 0s}
          waves: [{name: all, regions: ["*"]}]
        """
            .formatted(MODEL, version));
  }

  private void command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(linnet.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--api", GRPC.toString()));
    lan.run(0, command.toArray(String[]::new));
  }

  @Override
  public double seconds() {
    Path key = directory.resolve("authority/operators/admin.key");
    command(
        "rollout", "announce", directory.resolve("plan.yaml").toString(), "--key", key.toString());
    Instant announced =
        instant(Logs.await(events(0), TIMEOUT, line -> isAnnouncement(line, version)));
    Instant last = announced;
    for (int host = 1; host < lan.hosts(); host++) {
      String line = Logs.await(log(host), TIMEOUT, LinnetMover.this::isHere);
      Instant here = Instant.parse(line.substring(0, line.indexOf(' ')));
      last = here.isAfter(last) ? here : last;
    }
    return Duration.between(announced, last).toNanos() / 1e9;
  }

  private boolean isHere(String line) {
    return line.contains(" " + MODEL + " " + version + " is here whole");
  }

  private Path events(int host) {
    return directory.resolve("authority/nodes/host-" + host + "/data/events.jsonl");
  }

  private static boolean isAnnouncement(String event, int version) {
    return event.contains("ROLLOUT_ANNOUNCED")
        && event.contains("version " + version + " of " + MODEL);
  }

  private static Instant instant(String event) {
    return Instant.parse(JsonParser.parseString(event).getAsJsonObject().get("at").getAsString());
  }

  @Override
  public void tidy() {}

  @Override
  public void close() {
    daemons.forEach(Process::destroy);
    daemons.forEach(lan::end);
  }
}
