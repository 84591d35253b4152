package dev.linnet.simulator.result;

import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A scenario as it was written, and the files that it names: all that another person needs for the
 * same results.
 *
 * @param beside the texts of those files, by their names in the scenario
 */
public record ScenarioText(String text, SortedMap<String, String> beside) {
  private static final String NAME = "scenario.yaml";

  /** A file of one of these names would take the place of a result, or a result its place. */
  private static final Set<String> OF_RESULTS =
      Set.of(
          NAME,
          "manifest.json",
          "summary.csv",
          "points.csv",
          "series.csv",
          "timeline.csv",
          "events.jsonl",
          "runs.jsonl",
          "report.html");

  public ScenarioText {
    beside = Collections.unmodifiableSortedMap(new TreeMap<>(beside));
  }

  /** A scenario that names no files. */
  public ScenarioText(String text) {
    this(text, Collections.emptySortedMap());
  }

  String digest() {
    return digest(text);
  }

  /** Of each file that it names. */
  SortedMap<String, String> digests() {
    SortedMap<String, String> all = new TreeMap<>();
    beside.forEach((name, its) -> all.put(name, digest(its)));
    return all;
  }

  private static String digest(String of) {
    return Digest.of(of.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Keeps it beside its results, with the files that lie in its directory or below. */
  public void copyTo(Path directory) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    Files.writeString(root.resolve(NAME), text);
    for (Map.Entry<String, String> file : beside.entrySet()) {
      Path copy = root.resolve(file.getKey()).normalize();
      if (copy.startsWith(root) && !isOfResults(root.relativize(copy))) {
        Files.createDirectories(copy.resolveSibling(""));
        Files.writeString(copy, file.getValue());
      }
    }
  }

  private static boolean isOfResults(Path copy) {
    String first = copy.getName(0).toString();
    return OF_RESULTS.contains(first) || first.endsWith(".partial");
  }
}
