package dev.linnet.simulator.sweep;

import dev.linnet.documents.Nearest;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import dev.linnet.simulator.scenario.SideFiles;
import dev.linnet.simulator.sweep.Study.Point;
import dev.linnet.simulator.sweep.Study.Stop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** Reads the section {@code study} of a scenario. */
public final class StudyFile {
  private static final int MOST_POINTS = 100_000;

  /** Of all points together; each takes memory. */
  private static final long MOST_VALUES = 1_000_000;

  private static final int USUAL_SEEDS = 20;
  private static final int USUAL_LEAST = 10;

  private StudyFile() {}

  /** Reads a document that stands in a file, or is made from one. */
  public static Study read(YamlNode document, Path file) {
    return read(document, file, SideFiles.beside(file, Collections.emptySortedMap()), any -> true);
  }

  /** Each of these points is read as a scenario of its own before anything runs. */
  static Study read(YamlNode document, Path file, SideFiles beside, IntPredicate which) {
    Scenario base = ScenarioFile.read(document, file, beside);
    YamlNode node = document.named().get("study");
    if (node == null) {
      throw document.error("key 'study' is missing: it says what to vary");
    }
    YamlMap map = node.map("grid", "sample", "seeds", "confidence", "stop");
    if (map.optional("grid").isPresent() == map.optional("sample").isPresent()) {
      throw node.error("expected one of grid and sample");
    }
    List<Map<String, YamlNode>> choices =
        map.optional("grid")
            .map(StudyFile::grid)
            .orElseGet(() -> sample(map.required("sample"), base.seed()));
    List<Point> points = new ArrayList<>();
    for (int index = 0; index < choices.size(); index++) {
      if (which.test(index)) {
        YamlNode changed = document;
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode> value : choices.get(index).entrySet()) {
          changed = changed.with(value.getKey(), value.getValue());
          values.put(value.getKey(), value.getValue().string());
        }
        points.add(new Point(index, values, ScenarioFile.read(changed, file, beside)));
      }
    }
    int seeds = map.read("seeds", USUAL_SEEDS, each -> (int) each.integer(1, 1_000_000));
    return new Study(
        base.name(),
        base.seed(),
        points,
        seeds,
        map.read("confidence", 0.95, StudyFile::confidence),
        map.optional("stop")
            .map(each -> stop(each, seeds, RunResult.figureNames(base)))
            .orElse(null));
  }

  private static double confidence(YamlNode node) {
    var share = node.parsed(Units::share);
    if (share.numerator() == 0 || share.numerator() == share.denominator()) {
      throw node.error("expected above 0 and below 1, such as 95%");
    }
    return (double) share.numerator() / share.denominator();
  }

  private static Stop stop(YamlNode node, int seeds, Set<String> figures) {
    YamlMap map = node.map("figure", "within", "least");
    YamlNode figure = map.required("figure");
    if (!figures.contains(figure.string())) {
      throw figure.error(
          "unknown figure '%s'; %s"
              .formatted(
                  figure.string(),
                  Nearest.of(figure.string(), figures)
                      .map(nearest -> "did you mean '" + nearest + "'?")
                      .orElse("expected one of " + String.join(", ", figures))));
    }
    var within = map.required("within").parsed(Units::share);
    int least = map.read("least", USUAL_LEAST, each -> (int) each.integer(2, 1_000_000));
    if (least >= seeds) {
      throw node.error(
          "stops nothing early: expected more seeds (%d) than least (%d)".formatted(seeds, least));
    }
    return new Stop(figure.string(), (double) within.numerator() / within.denominator(), least);
  }

  private static List<Map<String, YamlNode>> grid(YamlNode node) {
    List<Map<String, YamlNode>> choices = List.of(Map.of());
    Map<String, YamlNode> axes = node.named();
    for (Map.Entry<String, YamlNode> axis : axes.entrySet()) {
      List<YamlNode> values = axis.getValue().list();
      requireFew(node, (long) choices.size() * values.size(), axes.size());
      List<Map<String, YamlNode>> more = new ArrayList<>();
      for (Map<String, YamlNode> choice : choices) {
        for (YamlNode value : values) {
          Map<String, YamlNode> longer = new LinkedHashMap<>(choice);
          longer.put(axis.getKey(), value);
          more.add(longer);
        }
      }
      choices = more;
    }
    if (choices.isEmpty()) {
      throw node.error("expected values for each path, such as links.loss: [0%, 5%]");
    }
    return choices;
  }

  private static void requireFew(YamlNode node, long points, long paths) {
    if (points > MOST_POINTS) {
      throw node.error("expected at most " + MOST_POINTS + " points");
    }
    if (points * paths > MOST_VALUES) {
      throw node.error(
          "expected at most %d values, got %d points of %d paths"
              .formatted(MOST_VALUES, points, paths));
    }
  }

  /** Latin hypercube: of each axis cut into as many parts as there are points, each part once. */
  private static List<Map<String, YamlNode>> sample(YamlNode node, long seed) {
    YamlMap map = node.map("method", "points", "ranges");
    int count = (int) map.required("points").integer(1, MOST_POINTS);
    boolean latin =
        map.read(
            "method",
            true,
            each ->
                switch (each.string()) {
                  case "latin-hypercube" -> true;
                  case "random" -> false;
                  default ->
                      throw each.error(
                          "expected latin-hypercube or random, got '" + each.string() + "'");
                });
    Map<String, YamlNode> ranges = map.required("ranges").named();
    requireFew(node, count, ranges.size());
    SplittableRandom random = new SplittableRandom(seed);
    List<Map<String, YamlNode>> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      choices.add(new LinkedHashMap<>());
    }
    ranges.forEach(
        (path, range) -> {
          Range values = Range.read(range);
          int[] parts = shuffled(count, random);
          for (int i = 0; i < count; i++) {
            double share = latin ? (parts[i] + random.nextDouble()) / count : random.nextDouble();
            choices.get(i).put(path, range.scalar(values.at(share)));
          }
        });
    return choices;
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
