package dev.linnet.simulator.scenario;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Round trips between sites, read from CSV: a line of site names after the word {@code rtt_ms},
 * then a line for each site. An empty cell is the same as the other way round; lines that begin
 * with {@code #} are comments.
 */
final class LatencyMatrix {
  /** The tables that come with the simulator; each names its source in its first lines. */
  static final List<String> BUILT_IN = List.of("ibm-2024", "aws-2019");

  static final LatencyMatrix EMPTY = new LatencyMatrix(new TreeMap<>(), Set.of());

  private static final String HEAD = "rtt_ms";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<String, Map<String, Long>> roundTripNanos;
  private final Set<String> sites;

  private LatencyMatrix(Map<String, Map<String, Long>> roundTripNanos, Set<String> sites) {
    this.roundTripNanos = roundTripNanos;
    this.sites = sites;
  }

  /** All that it names in its first line. */
  Set<String> sites() {
    return sites;
  }

  static LatencyMatrix builtIn(String name) {
    String file = name + ".csv";
    try (InputStream in = LatencyMatrix.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      return parse(new String(bytes, StandardCharsets.UTF_8), file, any -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of a scenario, which names no sites but {@code known} ones. */
  static LatencyMatrix read(YamlNode name, Collection<String> known, SideFiles beside) {
    return parse(
        beside.csv("matrix of latencies", name),
        beside.path(name).toString(),
        site -> Words.of("region or site", site, known));
  }

  /**
   * Reads a table.
   *
   * @param names refuses the name of a site
   */
  private static LatencyMatrix parse(String text, String file, Consumer<String> names) {
    List<String> lines = text.lines().toList();
    Map<String, Map<String, Long>> all = new TreeMap<>();
    List<String> sites = List.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
      if (sites.isEmpty()) {
        sites = cells.subList(1, cells.size());
        if (sites.isEmpty() || !cells.get(0).equals(HEAD)) {
          throw wrong(file, i, 1, "expected rtt_ms and the names of sites");
        }
        for (int column = 1; column < cells.size(); column++) {
          check(names, cells.get(column), file, i, column + 1);
        }
        continue;
      }
      if (cells.size() != sites.size() + 1) {
        throw wrong(file, i, 1, "expected " + (sites.size() + 1) + " cells, got " + cells.size());
      }
      check(names, cells.get(0), file, i, 1);
      for (int column = 1; column < cells.size(); column++) {
        String cell = cells.get(column);
        if (!cell.isEmpty()) {
          all.computeIfAbsent(cells.get(0), any -> new TreeMap<>())
              .put(sites.get(column - 1), nanos(cell, file, i, column + 1));
        }
      }
    }
    if (sites.isEmpty()) {
      throw wrong(file, 0, 1, "expected rtt_ms and the names of sites");
    }
    return new LatencyMatrix(all, Collections.unmodifiableSet(new LinkedHashSet<>(sites)));
  }

  private static void check(
      Consumer<String> names, String name, String file, int line, int column) {
    try {
      names.accept(name);
    } catch (IllegalArgumentException e) {
      throw wrong(file, line, column, String.valueOf(e.getMessage()));
    }
  }

  private static long nanos(String cell, String file, int line, int column) {
    try {
      double millis = Double.parseDouble(cell);
      if (millis >= 0 && millis < 1e6) {
        return Math.round(millis * NANOS_PER_MILLI);
      }
    } catch (NumberFormatException e) {
      throw wrong(file, line, column, "expected milliseconds, got '" + cell + "'");
    }
    throw wrong(file, line, column, "expected milliseconds, got '" + cell + "'");
  }

  private static DocumentException wrong(String file, int line, int cell, String expected) {
    return new DocumentException(file + ":" + (line + 1) + ": cell " + cell + ": " + expected);
  }

  /** Half a round trip; empty if the table does not know both sites. */
  OptionalLong oneWayNanos(String from, String to) {
    Long there = roundTripNanos.getOrDefault(from, Map.of()).get(to);
    Long back = roundTripNanos.getOrDefault(to, Map.of()).get(from);
    Long known = there == null ? back : there;
    return known == null ? OptionalLong.empty() : OptionalLong.of(known / 2);
  }
}
