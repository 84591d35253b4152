package dev.linnet.soak;

import com.google.gson.JsonParser;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneModel;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.soak.Versions.Fate;
import dev.linnet.soak.Versions.Known;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The operator: announces version after version at whatever node is well, good ones and bad. */
final class Rollouts {
  static final String MODEL = "scenes";

  /** The region whose cameras see daylight. */
  private static final String DAYLIGHT = "eu";

  private static final long PATIENCE_MILLIS = 60_000;
  private static final int COMMAND_SECONDS = 40;
  private static final int PAUSE_MILLIS = 4_000;

  private final Site site;
  private final Path linnet;
  private final Path directory;
  private final Versions versions;
  private final Journal journal;
  private final Random random;
  private final List<SceneModel> good;
  private final SceneModel indoorsAlone;
  private final List<Scene> golden;
  private final List<String> regions;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private int commandsFailed;
  private int pushedAgain;
  private int next = 1;

  Rollouts(Site site, Path root, Path directory, Versions versions, Journal journal, long seed)
      throws IOException {
    this.site = site;
    this.linnet = root.resolve("scripts/linnet");
    this.directory = Files.createDirectories(directory);
    this.versions = versions;
    this.journal = journal;
    this.random = new Random(seed);
    this.good = List.of(new SceneModels(seed).second(), new SceneModels(seed + 1).second());
    this.indoorsAlone = new SceneModels(seed).third();
    this.golden = new SceneSource(new SplittableRandom(seed)).draw(Light.INDOOR, 1);
    this.regions = site.hosts().stream().map(Host::region).distinct().toList();
  }

  static Light light(String region) {
    return region.equals(DAYLIGHT) ? Light.OUTDOOR : Light.INDOOR;
  }

  /** How many rollouts came to what, as the mesh said in the end. */
  synchronized Map<String, Integer> outcomes() {
    return new TreeMap<>(outcomes);
  }

  synchronized int commandsFailed() {
    return commandsFailed;
  }

  /** The first version, which is to serve before anything happens. */
  void begin() throws IOException {
    announce(Fate.GOOD, regions);
  }

  /** One after the other until the storm is over; the last may still be under way then. */
  void during(BooleanSupplier storm) throws IOException {
    while (storm.getAsBoolean()) {
      int dice = random.nextInt(10);
      Fate fate = dice < 6 ? Fate.GOOD : dice < 8 ? Fate.FAILS_ITS_TRIAL : Fate.FAILS_IN_DAYLIGHT;
      List<String> order = new ArrayList<>(regions);
      Collections.shuffle(order, random);
      boolean pauses = random.nextInt(4) == 0;
      boolean aborts = random.nextInt(8) == 0;
      Optional<String> announced = announce(fate, order);
      if (announced.isEmpty()) {
        Await.pause(1_000);
        continue;
      }
      String id = announced.get();
      if (pauses) {
        Await.pause(PAUSE_MILLIS);
        control("pause", id);
        Await.pause(PAUSE_MILLIS);
        control("resume", id);
      }
      if (aborts) {
        Await.pause(PAUSE_MILLIS);
        control("abort", id);
      }
      long began = System.nanoTime();
      while (storm.getAsBoolean()
          && (System.nanoTime() - began) / 1_000_000 < PATIENCE_MILLIS
          && !isFinal(state(id))) {
        Await.pause(500);
      }
    }
  }

  /** What an operator does when all is quiet: nothing stays paused. */
  void resumeWhatIsPaused() {
    versions
        .last()
        .flatMap(Known::rollout)
        .filter(id -> state(id).equals("PAUSED"))
        .ifPresent(id -> control("resume", id));
  }

  /**
   * What an operator does when all is quiet: a version of which nobody has all, since the node that
   * it was pushed to lost its disk before others had fetched it, is pushed once more.
   */
  void pushAgainWhatIsLost() {
    versions
        .last()
        .filter(known -> !isFinal(state(known.rollout().orElseThrow())))
        .map(Known::version)
        .filter(this::isLost)
        .ifPresent(
            version -> {
              Host at = well();
              journal.write("pushes " + version + " once more, at " + at.name());
              var unused = push(at, version);
              synchronized (this) {
                pushedAgain++;
              }
            });
  }

  private boolean isLost(String version) {
    return site.hosts().stream()
        .noneMatch(host -> Site.hasAllOf(host, version).anyMatch(all -> all));
  }

  /** How often one was pushed once more. */
  synchronized int pushedAgain() {
    return pushedAgain;
  }

  /** Counts what became of the versions that were announced since this was last called. */
  synchronized void count(Map<String, String> states, int from) {
    List<Known> announced = versions.announced();
    for (Known each : announced.subList(Math.min(from, announced.size()), announced.size())) {
      String state = states.getOrDefault(each.version(), "collected");
      outcomes.merge(each.fate() + ": " + state, 1, Integer::sum);
    }
  }

  static boolean isFinal(String state) {
    return List.of("PROMOTED", "ROLLED_BACK", "ABORTED", "EXPIRED", "SUPERSEDED").contains(state);
  }

  /** What any node that is well says of a rollout; empty if none knows it. */
  private String state(String id) {
    return site.hosts().stream()
        .filter(host -> host.excuse().isEmpty())
        .flatMap(host -> host.node.operator().rollout(id).stream())
        .map(doc -> doc.get("state").getAsString())
        .findFirst()
        .orElse("");
  }

  private Optional<String> announce(Fate fate, List<String> order) throws IOException {
    String version = Integer.toString(next++);
    SceneModel base = fate == Fate.FAILS_IN_DAYLIGHT ? indoorsAlone : good.get(next % good.size());
    SceneModel model = new SceneModel(version, base.story(), base.trained());
    Path files = directory.resolve(version);
    ModelDirectory.write(files, model, golden);
    Ballast.add(files.resolve("model.onnx"), Long.parseLong(version));
    if (fate == Fate.FAILS_ITS_TRIAL) {
      Path other = directory.resolve(version + "-other");
      ModelDirectory.write(other, new SceneModel(version, "", indoorsAlone.trained()), golden);
      String output = "test_data_set_0/output_0.pb";
      Files.copy(other.resolve(output), files.resolve(output), StandardCopyOption.REPLACE_EXISTING);
    }
    versions.put(new Known(version, fate, model, order, Optional.empty()));
    Path plan = Files.writeString(directory.resolve(version + ".yaml"), plan(version, order));
    Host at = well();
    journal.write("announces " + version + " at " + at.name() + ": " + fate + " " + order);
    Optional<String> said =
        push(at, version)
            .flatMap(
                pushed ->
                    linnet(
                        at,
                        "rollout",
                        "announce",
                        "" + plan,
                        "--key",
                        "" + site.operatorKey(),
                        "-o",
                        "json"));
    Optional<String> id =
        said.map(json -> JsonParser.parseString(json).getAsJsonObject().get("id").getAsString());
    id.ifPresent(it -> versions.put(new Known(version, fate, model, order, id)));
    return id;
  }

  private Optional<String> push(Host at, String version) {
    String files = directory.resolve(version).toString();
    return linnet(at, "model", "push", files, "--name", MODEL, "--version", version);
  }

  private void control(String verb, String id) {
    var unused = linnet(well(), "rollout", verb, id, "--key", "" + site.operatorKey());
  }

  /** A host under no fault, if there is one. */
  private Host well() {
    List<Host> hosts = new ArrayList<>(site.hosts());
    Collections.shuffle(hosts, random);
    return hosts.stream()
        .filter(host -> host.excuse().isEmpty())
        .findFirst()
        .orElseGet(() -> hosts.get(0));
  }

  private Optional<String> linnet(Host at, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--api", at.node.api()));
    LinnetCommand.Result result =
        LinnetCommand.runBy(
            List.of("timeout", "" + COMMAND_SECONDS, linnet.toString()),
            all.toArray(String[]::new));
    if (result.exitCode() == 0) {
      return Optional.of(result.out());
    }
    journal.write(
        "failed: linnet %s: %d %s"
            .formatted(String.join(" ", all), result.exitCode(), result.err().strip()));
    synchronized (this) {
      commandsFailed++;
    }
    return Optional.empty();
  }

  private static String plan(String version, List<String> order) {
    StringBuilder waves = new StringBuilder();
    for (String region : order) {
      waves.append("    - {name: %s, regions: [%s]}%n".formatted(region, region));
    }
    return """
    apiVersion: linnet/v1
    kind: Rollout
    metadata: {name: soak}
    spec:
      model: {name: scenes, version: "%s"}
      freshness: 1m
      defaults:
        bake: 1s
        quorum: {minJurors: 1}
        gates:
          - {name: errors, metric: inference.error_ratio, fail: "> 10%%"}
          - {name: same, metric: prediction.disagreement, compare: previous, fail: "> 30%%"}
      waves:
    %s\
    """
        .formatted(version, waves);
  }
}
