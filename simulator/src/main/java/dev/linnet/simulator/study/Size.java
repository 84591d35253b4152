package dev.linnet.simulator.study;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large a mesh is, and into how many equal regions it falls. */
record Size(int nodes, int regions) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,7})x([0-9]{1,5})");

  static final Comparator<Size> ORDER =
      Comparator.comparingInt(Size::nodes).thenComparingInt(Size::regions);

  /** Fewer nodes than ten in a region are no region; but one mesh has a thousand of them. */
  private static final List<Size> ALL =
      List.of(
          new Size(10, 1),
          new Size(100, 1),
          new Size(100, 10),
          new Size(1_000, 1),
          new Size(1_000, 10),
          new Size(1_000, 100),
          new Size(10_000, 1),
          new Size(10_000, 10),
          new Size(10_000, 100));

  static List<Size> upTo(int nodes) {
    return ALL.stream().filter(size -> size.nodes() <= nodes).toList();
  }

  /**
   * Reads {@code NODESxREGIONS}.
   *
   * @throws IllegalArgumentException in words for a person
   */
  static Size parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (parts.matches()) {
      Size size = new Size(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
      if (size.regions > 0 && size.nodes >= size.regions && size.nodes % size.regions == 0) {
        return size;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "': expected nodes and the regions that they fall into, such as 1000x10");
  }

  @Override
  public String toString() {
    return nodes + " nodes in " + regions + (regions == 1 ? " region" : " regions");
  }
}
