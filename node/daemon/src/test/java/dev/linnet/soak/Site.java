package dev.linnet.soak;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import dev.linnet.testmesh.Lan;
import dev.linnet.testmesh.Ports;
import dev.linnet.testmesh.Shell;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A mesh of daemons, as {@code scripts/linnet} starts them, each on a host of its own: a network
 * namespace, a file system, a clock.
 */
final class Site implements AutoCloseable {
  private static final int MESH_PORT = 7700;
  private static final int DISK_MEBIBYTES = 384;
  private static final Duration UP = Duration.ofMinutes(3);

  private final Path root;
  private final Path directory;
  private final Optional<Path> clocks;
  private final Lan lan;
  private final List<Host> hosts = new ArrayList<>();
  private final Map<String, Integer> mutes = new HashMap<>();
  private final List<AutoCloseable> owned = new ArrayList<>();

  /**
   * Builds it; nothing runs yet.
   *
   * @param root the source tree, whose script starts the daemons
   * @param directory an empty one, for everything
   * @param regions how many nodes each has
   * @param clocks libfaketime, if the machine has it
   */
  Site(Path root, Path directory, Map<String, Integer> regions, Optional<Path> clocks)
      throws IOException {
    this.root = root;
    this.directory = directory;
    this.clocks = clocks;
    int count = regions.values().stream().mapToInt(Integer::intValue).sum();
    this.lan = new Lan(1, count, Lan.UNCAPPED_MBIT, Lan.UNCAPPED_MBIT);
    Files.createDirectories(directory.resolve("logs"));
    Files.createDirectories(directory.resolve("hosts"));
    MeshAuthority.init(authority(), "soak", Clock.systemUTC());
    for (Map.Entry<String, Integer> region : regions.entrySet()) {
      for (int i = 1; i <= region.getValue(); i++) {
        hosts.add(build(hosts.size(), region.getKey() + "-" + i, region.getKey()));
      }
    }
  }

  private Path authority() {
    return directory.resolve("authority");
  }

  Path operatorKey() {
    return authority().resolve("operators/admin.key");
  }

  private Host build(int number, String name, String region) throws IOException {
    int http = Ports.free();
    int grpc = Ports.free();
    Path home =
        MeshAuthority.enroll(
            authority(),
            new NodeName(name),
            new RegionName(region),
            new EnrolOptions(
                mesh(number),
                new Address("127.0.0.1", http),
                new Address("127.0.0.1", grpc),
                // A seed of each kind: one that stays, and one that comes and goes.
                Stream.of(0, 1).filter(seed -> seed != number).map(Site::mesh).toList(),
                "data",
                Map.of()),
            Clock.systemUTC());
    Path place = Files.createDirectories(directory.resolve("hosts").resolve(name));
    Disk disk = new Disk(place.resolve("disk.img"), place.resolve("disk"), DISK_MEBIBYTES);
    owned.add(disk);
    Files.createSymbolicLink(
        home.resolve("data"), Files.createDirectory(disk.directory().resolve("data")));
    Path clock = Files.writeString(place.resolve("clock"), "+0s\n");
    Path log = directory.resolve("logs").resolve(name + ".log");
    relay(number, place, log, http, grpc);
    TestNode node =
        new TestNode(
            name,
            region,
            http,
            grpc,
            home,
            log,
            (main, arguments, where, to) -> start(number, arguments, to, clock));
    owned.add(node);
    return new Host(number, node, disk, clock);
  }

  private static Address mesh(int number) {
    return new Address(Lan.address(number), MESH_PORT);
  }

  private void relay(int number, Path place, Path log, int http, int grpc) throws IOException {
    Map<Path, Integer> ports = new LinkedHashMap<>();
    ports.put(place.resolve("http"), http);
    ports.put(place.resolve("grpc"), grpc);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx24m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add(Relay.class.getName());
    ports.forEach((socket, port) -> command.addAll(List.of("" + socket, "" + port)));
    Map<String, String> classes = Map.of("CLASSPATH", System.getProperty("java.class.path"));
    lan.start(number, log, command, classes);
    for (Map.Entry<Path, Integer> each : ports.entrySet()) {
      owned.add(Relay.to(each.getKey(), each.getValue()));
    }
  }

  private JavaProcess start(int number, List<String> arguments, Path log, Path clock) {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/linnet").toString()));
    command.addAll(arguments);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("LINNET_JAVA_OPTS", "-XX:-CreateCoredumpOnCrash");
    clocks.ifPresent(
        library -> {
          environment.put("LD_PRELOAD", library.toString());
          environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
          environment.put("FAKETIME_NO_CACHE", "1");
          environment.put("NO_FAKE_STAT", "1");
          // The monotonic clock goes right, and waits with a timeout are as long as they were.
          environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
          environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        });
    return JavaProcess.of(lan.start(number, log, command, environment));
  }

  /** Starts all daemons and waits until each knows all others. */
  void start() {
    for (Host host : hosts) {
      host.want(true);
      host.node.start();
    }
    hosts.forEach(host -> host.node.awaitUp(UP));
    Await.until("all nodes know each other", UP, () -> hosts.stream().allMatch(this::knowsAll));
  }

  private boolean knowsAll(Host host) {
    return notAlive(host).isEmpty();
  }

  /** Whom of all nodes of the site a node does not hold for alive, and for what it holds them. */
  Map<String, String> notAlive(Host host) {
    Map<String, String> states = new TreeMap<>();
    hosts.forEach(each -> states.put(each.name(), "unknown"));
    states.putAll(host.node.operator().memberStates());
    states.values().removeIf("ALIVE"::equals);
    return states;
  }

  /** Whether a node says that it has all of a version, for each time that it names it. */
  static Stream<Boolean> hasAllOf(Host host, String version) {
    return host
        .node
        .operator()
        .models()
        .map(doc -> doc.getAsJsonArray("models").asList())
        .orElse(List.of())
        .stream()
        .map(each -> each.getAsJsonObject())
        .filter(each -> each.get("version").getAsString().equals(version))
        .map(each -> each.get("complete").getAsBoolean());
  }

  /** Keeps what all threads of all daemons do, for a look afterwards. */
  void keepThreads() throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    for (Host host : hosts) {
      if (host.node.isRunning()) {
        Path file = directory.resolve("logs").resolve(host.name() + "-threads.txt");
        Files.writeString(file, Shell.run(jcmd, "" + host.node.pid(), "Thread.print"));
      }
    }
  }

  /** Lets one host not hear another any more, or again; what was muted twice is unmuted twice. */
  synchronized void mute(int from, int to, boolean muted) {
    String way = from + " " + to;
    int times = mutes.merge(way, muted ? 1 : -1, Integer::sum);
    if (muted && times == 1) {
      lan.mute(from, to);
    } else if (!muted && times == 0) {
      lan.unmute(from, to);
    }
  }

  Lan lan() {
    return lan;
  }

  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  List<Host> region(String region) {
    return hosts.stream().filter(host -> host.region().equals(region)).toList();
  }

  @Override
  public void close() throws IOException {
    hosts.forEach(host -> host.want(false));
    hosts.forEach(host -> host.disk.thaw());
    for (int i = owned.size() - 1; i >= 0; i--) {
      if (owned.get(i) instanceof TestNode node) {
        node.close();
      }
    }
    lan.close();
    for (int i = owned.size() - 1; i >= 0; i--) {
      if (!(owned.get(i) instanceof TestNode)) {
        close(owned.get(i));
      }
    }
  }

  private static void close(AutoCloseable resource) throws IOException {
    try {
      resource.close();
    } catch (IOException | RuntimeException e) {
      throw e instanceof IOException io ? io : new IOException(e);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
