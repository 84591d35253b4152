package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Plan;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.Timing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A scenario that stands for a mesh: its rollouts bring about what serves there, and a plan is
 * tried after them. Rollouts of other models than the plan's are left out: nodes decide about each
 * model by itself.
 */
public final class Twin {
  /** How the rollout of the plan is called. */
  public static final String TRIED = "tried";

  /** Nobody announces in the moment in which the last rollout ends. */
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final MeshScenario scenario;
  private final Timing timing;

  private Twin(MeshScenario scenario, Timing timing) {
    this.scenario = scenario;
    this.timing = timing;
  }

  /**
   * Reads a twin.
   *
   * @throws dev.linnet.documents.DocumentException with file, line and column, if anything in it is
   *     wrong
   */
  public static Twin load(Path file) {
    YamlNode document = YamlReader.load("twin", file);
    MeshScenario scenario = ScenarioFile.mesh(document, file);
    return new Twin(
        scenario,
        saysDetection(document)
            ? scenario.timing()
            : scenario.timing().withDetection(DaemonMembership.detectionNanos(scenario)));
  }

  private static boolean saysDetection(YamlNode document) {
    YamlNode protocol = document.named().get("protocol");
    return protocol != null && protocol.named().containsKey(ProtocolFields.DETECTION);
  }

  /** What it would be without a plan. */
  public MeshScenario scenario() {
    return scenario;
  }

  /**
   * Reads a plan that is to be tried here.
   *
   * @throws dev.linnet.documents.DocumentException also if it names what the twin has not
   */
  public Candidate candidate(Path file) {
    YamlNode document = YamlReader.load("plan", file);
    Plan plan = PlanFile.read(document, scenario.start());
    YamlNode spec = child(document, "spec");
    YamlNode name = child(child(spec, "model"), "name");
    TreeSet<String> models = new TreeSet<>();
    scenario.versions().forEach(version -> models.add(version.model().value()));
    Words.of("model", name, models);
    for (YamlNode wave : child(spec, "waves").list()) {
      for (YamlNode region : child(wave, "regions").list()) {
        if (!region.string().equals("*")) {
          Words.of("region", region, scenario.regionNames());
        }
      }
    }
    List<Version> ofModel =
        scenario.versions().stream().filter(it -> it.model().equals(plan.model())).toList();
    Version serves =
        scenario.releases().stream()
            .map(Release::version)
            .filter(it -> it.model().equals(plan.model()) && !it.version().equals(plan.version()))
            .reduce((earlier, later) -> later)
            .orElse(null);
    Version like = serves == null ? ofModel.get(ofModel.size() - 1) : serves;
    return ofModel.stream()
        .filter(it -> it.version().equals(plan.version()))
        .findFirst()
        .map(version -> new Candidate(file, plan, version, List.of()))
        .orElseGet(
            () ->
                new Candidate(
                    file,
                    plan,
                    renamed(like, plan.version()),
                    List.of(
                        "the twin has no version %s of %s: taken as large and as good as version %s"
                            .formatted(plan.version(), plan.model(), like.version()))));
  }

  private static YamlNode child(YamlNode of, String key) {
    YamlNode found = of.named().get(key);
    if (found == null) {
      throw of.error("key '" + key + "' is missing");
    }
    return found;
  }

  private static Version renamed(Version like, String version) {
    return new Version(
        like.model(),
        version,
        like.chunks(),
        like.chunkBytes(),
        like.opset(),
        like.origin(),
        like.quality(),
        List.of());
  }

  /**
   * The plan after what serves, with the candidate as good as the twin says it is. When that is
   * over, who tries it decides.
   */
  public MeshScenario with(Candidate candidate, long patienceNanos) {
    return with(candidate, candidate.version(), patienceNanos);
  }

  /** The same, with the candidate as good as this. */
  public MeshScenario with(Candidate candidate, Quality quality, long patienceNanos) {
    Version is = candidate.version();
    return with(
        candidate,
        new Version(
            is.model(),
            is.version(),
            is.chunks(),
            is.chunkBytes(),
            is.opset(),
            is.origin(),
            quality,
            List.of()),
        patienceNanos);
  }

  private MeshScenario with(Candidate candidate, Version tried, long patienceNanos) {
    List<Version> versions = new ArrayList<>();
    for (Version version : scenario.versions()) {
      boolean replaced =
          version.model().equals(tried.model()) && version.version().equals(tried.version());
      if (!replaced) {
        versions.add(version);
      }
    }
    versions.add(tried);
    List<Release> releases = new ArrayList<>();
    String before = null;
    for (Release release : scenario.releases()) {
      if (release.version().model().equals(tried.model())
          && !release.version().version().equals(tried.version())) {
        releases.add(
            new Release(
                release.name(),
                release.version(),
                release.plan(),
                before,
                release.atNanos(),
                release.from(),
                release.orders()));
        before = release.name();
      }
    }
    releases.add(new Release(TRIED, tried, candidate.plan(), before, PAUSE_NANOS, null, List.of()));
    return new MeshScenario(
        scenario.name(),
        scenario.seed(),
        scenario.start(),
        scenario.warmUpNanos(),
        scenario.durationNanos() + patienceNanos,
        false,
        scenario.acquainted(),
        scenario.regions(),
        scenario.lines(),
        scenario.churn(),
        scenario.faults(),
        versions,
        releases,
        List.of(),
        timing,
        scenario.swarm(),
        new Recording(scenario.recording().everyNanos(), false, false));
  }

  /** A version that answers wrongly in some regions, as often as that. */
  public static Quality failing(List<String> regions, double share) {
    return new Quality(shares(regions, share), Map.of(), Map.of(), true);
  }

  /** A version whose answers differ from those of the version before in some regions. */
  public static Quality disagreeing(List<String> regions, double share) {
    return new Quality(Map.of(), Map.of(), shares(regions, share), true);
  }

  private static Map<RegionName, Double> shares(List<String> regions, double share) {
    Map<RegionName, Double> shares = new TreeMap<>();
    regions.forEach(region -> shares.put(new RegionName(region), share));
    return shares;
  }
}
