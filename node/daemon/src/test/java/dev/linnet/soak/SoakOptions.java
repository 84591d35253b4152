package dev.linnet.soak;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to be.
 *
 * @param regions how many nodes each has, in order
 * @param into a document that is to hold the table
 */
record SoakOptions(
    Path root, int minutes, long seed, Map<String, Integer> regions, @Nullable Path into) {
  private static final int DEFAULT_MINUTES = 30;
  private static final int MOST_NODES = 50;
  private static final String DEFAULT_NODES = "eu=3,na=2,asia=1";

  SoakOptions {
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with one line for a person
   */
  static SoakOptions parse(String[] args) {
    Path root = Path.of(args[0]).toAbsolutePath();
    int minutes = DEFAULT_MINUTES;
    long seed = new SecureRandom().nextInt(Integer.MAX_VALUE);
    String nodes = DEFAULT_NODES;
    Path into = null;
    for (int i = 1; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--minutes" -> minutes = (int) number(args[i], value, 1, 1_000_000);
        case "--seed" -> seed = number(args[i], value, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--nodes" -> nodes = value;
        case "--into" -> into = Path.of(value).toAbsolutePath();
        default ->
            throw new IllegalArgumentException(
                "unknown option " + args[i] + "; there are --minutes, --seed, --nodes and --into");
      }
    }
    return new SoakOptions(root, minutes, seed, regions(nodes), into);
  }

  /** What a person types for the same again. */
  String command() {
    return "scripts/soak --minutes %d --seed %d --nodes %s"
        .formatted(
            minutes,
            seed,
            regions.entrySet().stream().map(Object::toString).collect(Collectors.joining(",")));
  }

  private static Map<String, Integer> regions(String text) {
    Map<String, Integer> regions = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.split("=", -1);
      if (words.length != 2 || !words[0].matches("[a-z][a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "--nodes " + text + ": expected REGION=COUNT,REGION=COUNT, such as " + DEFAULT_NODES);
      }
      regions.put(words[0], (int) number("--nodes " + words[0], words[1], 1, MOST_NODES));
    }
    if (regions.size() < 2) {
      throw new IllegalArgumentException("--nodes " + text + ": expected two regions or more");
    }
    return regions;
  }

  private static long number(String option, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as one that lies outside is.
    }
    throw new IllegalArgumentException(
        "%s %s: expected a whole number from %d to %d".formatted(option, text, least, most));
  }
}
