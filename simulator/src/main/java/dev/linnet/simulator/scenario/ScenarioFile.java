package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.Names;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a scenario. Either {@code workload} is there, or {@code regions} and {@code models} are;
 * everything else has a default. A key that is not known, or means nothing beside the others, is an
 * error, never ignored.
 */
public final class ScenarioFile {
  private static final String SCHEMA = "scenario.schema.json";
  private static final long MOST_NODES = 1_000_000;
  private static final long USUAL_DURATION = 30 * 60_000_000_000L;
  private static final long USUAL_WARM_UP = 5_000_000_000L;
  private static final String[] KEYS = {
    "name",
    "seed",
    "start",
    "warmUp",
    "duration",
    "until",
    "begin",
    "classes",
    "regions",
    "links",
    "churn",
    "faults",
    "models",
    "rollouts",
    "adversaries",
    "protocol",
    "record",
    "workload",
    "study"
  };

  /** What may stand beside a workload, which decides all else by itself. */
  private static final Set<String> BESIDE_WORKLOAD = Set.of("name", "seed", "workload", "study");

  private final YamlMap top;
  private final SideFiles beside;

  private ScenarioFile(YamlMap top, SideFiles beside) {
    this.top = top;
    this.beside = beside;
  }

  /**
   * Reads what stands in a file; other files that it names are looked for beside it.
   *
   * @throws dev.linnet.documents.DocumentException with file, line and column, if anything in it is
   *     wrong
   */
  public static Scenario parse(String text, Path file) {
    return read(YamlReader.parse(text, file.toString()), file);
  }

  /** The JSON schema of scenarios, for editors; the parser says more, and says it better. */
  public static String schema() {
    try (InputStream in = ScenarioFile.class.getResourceAsStream(SCHEMA)) {
      return new String(Objects.requireNonNull(in, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document that stands in a file, or is made from one. */
  public static Scenario read(YamlNode document, Path file) {
    return read(document, file, SideFiles.beside(file, Collections.emptySortedMap()));
  }

  /** The same, and other files that it names are taken from {@code beside}. */
  public static Scenario read(YamlNode document, Path file, SideFiles beside) {
    YamlMap top = document.map(KEYS);
    String name =
        top.read("name", stem(file), each -> each.parsed(text -> Names.require("scenario", text)));
    long seed = top.read("seed", 1L, each -> each.integer(0, Long.MAX_VALUE));
    if (top.optional("workload").isEmpty()) {
      return new ScenarioFile(top, beside).mesh(name, seed);
    }
    document
        .named()
        .forEach(
            (key, value) -> {
              if (!BESIDE_WORKLOAD.contains(key)) {
                throw value.error("means nothing to a workload; leave out this key, or workload");
              }
            });
    return WorkloadScenario.read(name, seed, top.required("workload"));
  }

  /** The same, of a document that must be of a mesh. */
  public static MeshScenario mesh(YamlNode document, Path file) {
    return read(document, file)
        .either(
            mesh -> mesh,
            workload -> {
              throw document.error(
                  "expected a mesh, with regions and models, got workload " + workload.workload());
            });
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private MeshScenario mesh(String called, long seed) {
    Instant start = top.read("start", SimulatedMesh.USUAL_START, ScenarioFile::instant);
    Map<String, DeviceClass> classes = new TreeMap<>();
    top.optional("classes")
        .ifPresent(
            node ->
                node.named()
                    .forEach((name, each) -> classes.put(name, DeviceClass.read(name, each))));
    List<Region> regions = new ArrayList<>();
    YamlNode regionsNode = top.required("regions");
    long count = 0;
    for (Map.Entry<String, YamlNode> each : regionsNode.named().entrySet()) {
      Region region = Region.read(each.getKey(), each.getValue(), classes);
      regions.add(region);
      count += region.nodes().size();
      if (count > MOST_NODES) {
        throw each.getValue().error("expected at most " + MOST_NODES + " nodes in all regions");
      }
    }
    if (regions.isEmpty()) {
      throw regionsNode.error("expected one region or more, such as eu: 5");
    }
    Nodes nodes = new Nodes(regions);
    Lines lines =
        top.read("links", Lines.usual(), each -> Lines.read(each, regions, nodes, beside));
    requireSites(regionsNode, lines.table());
    List<Version> versions = new ArrayList<>();
    YamlNode models = top.required("models");
    models
        .named()
        .forEach(
            (model, of) -> {
              ModelName name = of.parsedAs(model, ModelName::new);
              of.named()
                  .forEach(
                      (version, each) -> {
                        var unused = each.parsedAs(version, text -> Names.require("version", text));
                        versions.add(Version.read(name, version, each, nodes, classes.keySet()));
                      });
            });
    if (versions.isEmpty()) {
      throw models.error(
          "expected a model with one version or more, such as detector: {\"1\": {}}");
    }
    List<Release> releases = releases(versions, regions, nodes, start);
    List<Adversary> adversaries = new ArrayList<>();
    elements("adversaries").forEach(each -> adversaries.add(Adversary.read(each, releases, nodes)));
    YamlMap protocol =
        top.optional("protocol")
            .orElseGet(() -> YamlReader.parse("{}", "defaults"))
            .map("tick", "observe", ProtocolFields.DETECTION, "gossip", "swarm");
    Timing timing = ProtocolFields.timing(protocol);
    return new MeshScenario(
        called,
        seed,
        start,
        top.read("warmUp", USUAL_WARM_UP, each -> each.parsed(Quantities::nanos)),
        top.read("duration", USUAL_DURATION, each -> each.parsed(Quantities::nanos)),
        top.read("until", "settled", each -> Words.of("end", each, List.of("settled", "duration")))
            .equals("settled"),
        top.read(
                "begin",
                "acquainted",
                each -> Words.of("begin", each, List.of("acquainted", "cold")))
            .equals("acquainted"),
        regions,
        lines,
        churn(nodes),
        elements("faults").stream().map(each -> Fault.read(each, nodes)).toList(),
        versions,
        releases,
        adversaries,
        timing,
        protocol.read("swarm", SwarmSettings.defaults(), ProtocolFields::swarm),
        top.read("record", Recording.USUAL, Recording::read));
  }

  /** A region may be in no table, but one that says where it is must be. */
  private static void requireSites(YamlNode regions, LatencyMatrix table) {
    for (YamlNode region : regions.named().values()) {
      YamlNode site = region.isMap() ? region.named().get("site") : null;
      if (site != null && table != LatencyMatrix.EMPTY) {
        var unused = Words.of("site", site, table.sites());
      }
    }
  }

  private List<YamlNode> elements(String key) {
    return top.read(key, Collections.emptyList(), YamlNode::list);
  }

  private List<Churn> churn(Nodes nodes) {
    List<Churn> all = new ArrayList<>();
    for (YamlNode each : elements("churn")) {
      all.add(Churn.read(all.size(), each, nodes, beside));
    }
    return all;
  }

  private List<Release> releases(
      List<Version> versions, List<Region> regions, Nodes nodes, Instant start) {
    if (top.optional("rollouts").isEmpty()) {
      return Release.usual(versions, regions, start);
    }
    List<Release> releases = new ArrayList<>();
    for (YamlNode each : elements("rollouts")) {
      releases.add(Release.read(each, versions, releases, nodes, beside, start));
    }
    return releases;
  }

  private static Instant instant(YamlNode node) {
    try {
      return Instant.parse(node.string());
    } catch (DateTimeException e) {
      throw node.error(
          "expected an instant in UTC such as 2026-12-01T00:00:00Z, got '" + node.string() + "'");
    }
  }
}
