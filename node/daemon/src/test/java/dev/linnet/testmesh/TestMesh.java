package dev.linnet.testmesh;

import com.google.gson.JsonParser;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A mesh of daemons, each a process of its own, on free ports of loopback. Enrols the nodes; they
 * start when they are told to. Closing it ends every process, and those that they started, and
 * deletes the mesh's directory; logs stay where the caller wanted them.
 */
public final class TestMesh implements AutoCloseable {
  /** Small heap and the quick compiler alone: many daemons share few processors. */
  public static final List<String> FRUGAL =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int SEEDS = 2;

  /** Origins of tests are on this machine, which nodes fetch from only if they are told so. */
  private static final String ORIGINS = "origin: {allow: [\"127.0.0.1\"]}\n";

  private final Path directory;
  private final Map<String, TestNode> nodes = new LinkedHashMap<>();
  private final Map<String, LinkProxy> proxies = new LinkedHashMap<>();
  private final Links links = new Links(nodes::values);

  private TestMesh(Path directory) {
    this.directory = directory;
  }

  /** What a mesh is to be. */
  public static final class Builder {
    private final Path directory;
    private final Map<String, Integer> regions = new LinkedHashMap<>();
    private Path logs;
    private boolean linksCanBeCut;
    private List<String> jvmOptions = FRUGAL;
    private String settings = "";
    private String name = "test";

    private Builder(Path directory) {
      this.directory = directory;
      this.logs = directory.resolve("logs");
    }

    /** Adds nodes {@code REGION-1} to {@code REGION-COUNT}. */
    public Builder region(String region, int count) {
      regions.put(region, count);
      return this;
    }

    /** Where the daemons' output goes, one file a node; default within the mesh's directory. */
    public Builder logs(Path directory) {
      logs = directory;
      return this;
    }

    /** Lets {@link TestMesh#cutOff} work: traffic between nodes goes through this process. */
    public Builder linksCanBeCut() {
      if (!Dialers.known()) {
        throw new IllegalStateException("regions can be cut off on Linux alone");
      }
      linksCanBeCut = true;
      return this;
    }

    /** Options of each daemon's Java; default {@link #FRUGAL}. */
    public Builder jvmOptions(List<String> options) {
      jvmOptions = List.copyOf(options);
      return this;
    }

    /** The mesh's name; default {@code test}. */
    public Builder named(String mesh) {
      name = mesh;
      return this;
    }

    /** More lines for each {@code node.yaml}. */
    public Builder settings(String yaml) {
      settings = yaml;
      return this;
    }

    /** Makes the mesh and enrols its nodes. */
    public TestMesh build() {
      TestMesh mesh = new TestMesh(directory);
      try {
        Files.createDirectories(logs);
        mesh.enrol(this);
        return mesh;
      } catch (IOException e) {
        mesh.close();
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        mesh.close();
        throw e;
      }
    }
  }

  /** A mesh to be made in {@code directory}, which is deleted when the mesh is closed. */
  public static Builder in(Path directory) {
    return new Builder(directory.toAbsolutePath());
  }

  private record Place(String name, String region, int bindPort, int advertisedPort) {}

  private void enrol(Builder builder) throws IOException {
    Path authority = authority();
    MeshAuthority.init(authority, builder.name, Clock.systemUTC());
    List<Place> places = new ArrayList<>();
    builder.regions.forEach(
        (region, count) -> {
          for (int i = 1; i <= count; i++) {
            int port = Ports.free();
            int advertised = builder.linksCanBeCut ? Ports.free() : port;
            places.add(new Place(region + "-" + i, region, port, advertised));
          }
        });
    List<Address> doors =
        places.stream()
            .filter(place -> place.name().endsWith("-1"))
            .map(place -> loopback(place.advertisedPort()))
            .toList();
    for (Place place : places) {
      enrol(place, doors, authority, builder);
    }
  }

  private void enrol(Place place, List<Address> doors, Path authority, Builder builder)
      throws IOException {
    Address advertised = loopback(place.advertisedPort());
    int httpPort = Ports.free();
    int grpcPort = Ports.free();
    Path home =
        MeshAuthority.enroll(
            authority,
            new NodeName(place.name()),
            new RegionName(place.region()),
            new EnrolOptions(
                advertised,
                loopback(httpPort),
                loopback(grpcPort),
                doors.stream().filter(door -> !door.equals(advertised)).limit(SEEDS).toList(),
                "data",
                Map.of()),
            Clock.systemUTC());
    Path yaml = home.resolve("node.yaml");
    String bound =
        Files.readString(yaml)
            .replace(
                "bind: \"" + advertised + "\"", "bind: \"" + loopback(place.bindPort()) + "\"");
    Files.writeString(yaml, bound + ORIGINS + builder.settings);
    nodes.put(
        place.name(),
        new TestNode(
            place.name(),
            place.region(),
            httpPort,
            grpcPort,
            home,
            builder.logs.resolve(place.name() + ".log"),
            (main, arguments, where, log) -> start(main, arguments, builder, where, log)));
    if (builder.linksCanBeCut) {
      proxies.put(
          place.name(),
          new LinkProxy(place.region(), place.advertisedPort(), place.bindPort(), links));
    }
  }

  private static JavaProcess start(
      String main, List<String> arguments, Builder builder, Path directory, Path log) {
    List<String> options = new ArrayList<>(ClassArchive.options());
    options.addAll(builder.jvmOptions);
    return JavaProcess.start(main, arguments, options, directory, log);
  }

  private static Address loopback(int port) {
    return new Address("127.0.0.1", port);
  }

  /** All nodes, in the order in which they were named. */
  public Collection<TestNode> nodes() {
    return nodes.values();
  }

  public List<TestNode> region(String region) {
    return nodes.values().stream().filter(node -> node.region().equals(region)).toList();
  }

  public TestNode node(String name) {
    TestNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name + " among " + nodes.keySet());
    }
    return node;
  }

  /** The directory of {@code linnet mesh init}. */
  public Path authority() {
    return directory.resolve("authority");
  }

  /** The key by which plans are announced. */
  public Path operatorKey() {
    return authority().resolve("operators/admin.key");
  }

  /** Announces the plan in a file with an operator's key; returns the rollout's id. */
  public static String announce(TestNode at, Path plan, Path key) {
    String said =
        LinnetCommand.must(
            "rollout",
            "announce",
            plan.toString(),
            "--key",
            key.toString(),
            "--api",
            at.api(),
            "-o",
            "json");
    return JsonParser.parseString(said).getAsJsonObject().get("id").getAsString();
  }

  /** Starts these nodes at once and waits until each of them answers. */
  public void start(Collection<TestNode> some, Duration timeout) {
    some.forEach(TestNode::start);
    some.forEach(node -> node.awaitUp(timeout));
  }

  /** Closes all links between this region and the others, and refuses new ones. */
  public void cutOff(String region) {
    links.cutOff(region);
    applyCuts();
  }

  /** Closes all links between the nodes of this region, and refuses new ones. */
  public void cutInside(String region) {
    links.cutInside(region);
    applyCuts();
  }

  private void applyCuts() {
    if (proxies.isEmpty()) {
      throw new IllegalStateException("this mesh was not made with linksCanBeCut()");
    }
    proxies.values().forEach(LinkProxy::applyCuts);
  }

  /** From now on what a node answers to those who dialed it comes one byte a second. */
  public void trickle(TestNode node) {
    LinkProxy proxy = proxies.get(node.name());
    if (proxy == null) {
      throw new IllegalStateException("this mesh was not made with linksCanBeCut()");
    }
    proxy.trickle();
  }

  /** Lets all talk again. */
  public void heal() {
    links.heal();
  }

  @Override
  public void close() {
    JavaProcess.stopAll(
        nodes.values().stream().flatMap(node -> node.started().stream()).toList(), GRACE);
    nodes.values().forEach(TestNode::close);
    proxies.values().forEach(LinkProxy::close);
    delete(directory);
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
