package dev.linnet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of a bench: {@code ROOT [--quick] [--into PLACE]}.
 *
 * @param into where the table is to be kept; null for nowhere
 */
record BenchOptions(Path root, boolean quick, @Nullable Path into) {
  /**
   * Reads them, or ends the process with one line.
   *
   * @param name of the bench
   * @param place what {@code --into} names, for a person
   */
  static BenchOptions parse(String name, String place, String[] args) {
    List<String> words = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
    boolean quick = words.remove("--quick");
    Path into = null;
    if (words.size() == 2 && words.get(0).equals("--into")) {
      into = Path.of(words.get(1)).toAbsolutePath();
    } else if (!words.isEmpty()) {
      System.err.println("usage: scripts/bench " + name + " [--quick] [--into " + place + "]");
      System.exit(2);
    }
    return new BenchOptions(Path.of(args[0]).toAbsolutePath(), quick, into);
  }
}
