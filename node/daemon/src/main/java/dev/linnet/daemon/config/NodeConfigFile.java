package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.config.NodeConfig.Mesh;
import dev.linnet.daemon.config.NodeConfig.Origin;
import dev.linnet.daemon.config.NodeConfig.Serving;
import dev.linnet.daemon.events.LogFormat;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.serving.Batching;
import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The keys of {@code node.yaml}, their defaults and ranges. */
final class NodeConfigFile {
  private static final Address MESH = new Address("0.0.0.0", 7700);

  private static final long LEAST_RATE = 64 * 1024;
  private static final Duration DEFAULT_BATCH_DELAY = Duration.ofMillis(1);

  private final Path directory;

  private NodeConfigFile(Path directory) {
    this.directory = directory;
  }

  static NodeConfig read(YamlNode document, Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return new NodeConfigFile(directory == null ? file : directory).read(document);
  }

  private NodeConfig read(YamlNode document) {
    YamlMap top =
        document.map(
            "node",
            "region",
            "identity",
            "data",
            "mesh",
            "seeds",
            "api",
            "labels",
            "serving",
            "trial",
            "origin",
            "transfer",
            "probe",
            "postpone",
            "log",
            "webhooks");
    IdentityPaths identity = top.read("identity", IdentityPaths.in(directory), this::identity);
    NodeName name = top.required("node").parsed(NodeName::new);
    RegionName region = top.required("region").parsed(RegionName::new);
    Mesh mesh = mesh(top);
    return new NodeConfig(
        identity,
        name,
        region,
        top.read("data", directory.resolve("data"), this::path),
        mesh,
        top.read("seeds", List.of(), NodeConfigFile::seeds),
        top.read("api", ApiKeys.DEFAULT, node -> ApiKeys.read(node, directory, mesh)),
        top.read("labels", Map.of(), NodeConfigFile::labels),
        top.read("serving", defaultServing(), NodeConfigFile::serving),
        top.read("trial", TrialConfig.DEFAULT, TrialKeys::read),
        top.read("origin", new Origin(Set.of(), new TreeMap<>()), this::origin),
        top.read("transfer", Transfers.DEFAULT, NodeConfigFile::transfers),
        top.optional("probe").map(node -> ProbeKeys.read(node, directory)).orElse(null),
        top.optional("postpone").map(node -> PostponeKeys.read(node, directory)).orElse(null),
        top.read("log", LogFormat.TEXT, NodeConfigFile::logFormat),
        top.read("webhooks", List.of(), node -> WebhookKeys.read(node, directory)));
  }

  private Origin origin(YamlNode node) {
    YamlMap map = node.map("allow", "local");
    SortedMap<String, Path> local = new TreeMap<>();
    map.read("local", Map.<String, String>of(), YamlNode::stringMap)
        .forEach((url, path) -> local.put(url, directory.resolve(path).normalize()));
    return new Origin(map.read("allow", Set.of(), NodeConfigFile::hosts), local);
  }

  private static LogFormat logFormat(YamlNode node) {
    return switch (node.string()) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw node.error("expected text or json, got '" + node.string() + "'");
    };
  }

  private static Transfers transfers(YamlNode node) {
    YamlMap map = node.map("uploads", "sendRate", "receiveRate");
    Transfers otherwise = Transfers.DEFAULT;
    return new Transfers(
        map.read("uploads", otherwise.uploads(), each -> (int) each.integer(1, 256)),
        map.read("sendRate", otherwise.sendBytesPerSecond(), NodeConfigFile::rate),
        map.read("receiveRate", otherwise.receiveBytesPerSecond(), NodeConfigFile::rate));
  }

  /** At less, a chunk would take longer than anyone waits for it. */
  private static long rate(YamlNode node) {
    long bytesPerSecond = node.parsed(Units::bytes);
    if (bytesPerSecond < LEAST_RATE) {
      throw node.error("expected at least 64Ki bytes a second, got " + node.string());
    }
    return bytesPerSecond;
  }

  private static Set<String> hosts(YamlNode node) {
    Set<String> hosts = new TreeSet<>();
    node.list().forEach(host -> hosts.add(host.string()));
    return hosts;
  }

  private IdentityPaths identity(YamlNode node) {
    IdentityPaths beside = IdentityPaths.in(directory);
    YamlMap map = node.map("key", "certificate", "factKey", "enrolment", "authority", "trustRoot");
    return new IdentityPaths(
        map.read("key", beside.key(), this::path),
        map.read("certificate", beside.certificate(), this::path),
        map.read("factKey", beside.factKey(), this::path),
        map.read("enrolment", beside.enrolment(), this::path),
        map.read("authority", beside.authority(), this::path),
        map.read("trustRoot", beside.trustRoot(), this::path));
  }

  /** An {@code InvalidPathException} is an {@code IllegalArgumentException} with good words. */
  private Path path(YamlNode node) {
    String text = node.string();
    if (text.isBlank()) {
      throw node.error("expected a path, got nothing");
    }
    return node.parsed(directory::resolve).normalize();
  }

  private static Mesh mesh(YamlMap top) {
    return top.optional("mesh")
        .map(
            node -> {
              YamlMap map = node.map("bind", "advertise");
              Address bind = map.read("bind", MESH, each -> each.parsed(Address::parse));
              return map.optional("advertise")
                  .map(each -> new Mesh(bind, reachable(each)))
                  .orElseGet(() -> new Mesh(bind, requireReachable(map, bind)));
            })
        .orElseThrow(
            () ->
                top.error(
                    "key 'mesh' is missing; expected at least `mesh: {advertise: HOST:PORT}`,"
                        + " where other nodes reach this one"));
  }

  private static Address reachable(YamlNode node) {
    Address address = node.parsed(Address::parse);
    if (Hosts.isWildcard(address)) {
      throw node.error(address + " is no address that other nodes can reach; name this host");
    }
    return address;
  }

  private static Address requireReachable(YamlMap map, Address bind) {
    if (Hosts.isWildcard(bind)) {
      throw map.error(
          "key 'advertise' is missing; other nodes cannot reach " + bind + ", so name this host");
    }
    return bind;
  }

  private static List<Address> seeds(YamlNode node) {
    return node.list().stream().map(seed -> seed.parsed(Address::parse)).toList();
  }

  private static Map<String, String> labels(YamlNode node) {
    Map<String, String> labels = node.stringMap();
    if (labels.size() > NodeConfig.MAX_LABELS) {
      throw node.error("expected at most " + NodeConfig.MAX_LABELS + " labels");
    }
    return labels;
  }

  private static Serving defaultServing() {
    return new Serving(Runtime.getRuntime().availableProcessors(), 64, false, true, Map.of());
  }

  private static Serving serving(YamlNode node) {
    YamlMap map = node.map("threads", "maxConcurrent", "arena", "keepWarm", "batching");
    Serving otherwise = defaultServing();
    return new Serving(
        map.read("threads", otherwise.threads(), each -> (int) each.integer(1, 256)),
        map.read("maxConcurrent", otherwise.maxConcurrent(), each -> (int) each.integer(1, 10_000)),
        map.read("arena", otherwise.arena(), YamlNode::flag),
        map.read("keepWarm", otherwise.keepWarm(), YamlNode::flag),
        map.read("batching", otherwise.batching(), NodeConfigFile::batching));
  }

  private static Map<String, Batching> batching(YamlNode node) {
    Map<String, Batching> models = new TreeMap<>();
    node.named()
        .forEach(
            (model, settings) -> {
              YamlMap map = settings.map("maxBatch", "maxDelay");
              models.put(
                  model,
                  new Batching(
                      (int) map.required("maxBatch").integer(2, 4096),
                      map.read(
                          "maxDelay",
                          DEFAULT_BATCH_DELAY,
                          each -> each.duration(Duration.ZERO, Duration.ofSeconds(1), "0 to 1s"))));
            });
    return models;
  }
}
