package dev.linnet.core.health;

import dev.linnet.core.mesh.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the version before shows at those nodes of the region that still run it, since this version
 * is judged. Each of them tells its counts from time to time, and what it had counted when it was
 * first heard is taken off.
 *
 * <p>A <b>round</b> is over when each was heard again: what they told then covers all that this
 * node had seen when the round began, so that a drift of the world is not held against the version
 * only because word of it was on its way. Whoever stays silent while another is heard three times
 * is left out.
 *
 * <p>Their counts are not added up before they are judged: who makes counts up would outweigh all
 * others.
 */
final class Neighbours {
  /** As many as a jury has. */
  static final int MOST = 64;

  private static final int PATIENCE = 3;

  private final List<Integer> bins;
  private final SortedMap<NodeName, Neighbour> heard = new TreeMap<>();

  private static final class Neighbour {
    private List<Sketch> floor;
    private List<Sketch> latest;
    private int heardInRound;

    Neighbour(List<Sketch> first) {
      this.floor = first;
      this.latest = first;
    }

    void hear(List<Sketch> shown) {
      boolean beganAnew =
          IntStream.range(0, shown.size()).anyMatch(i -> !shown.get(i).holds(latest.get(i)));
      if (beganAnew) {
        floor = shown.stream().map(sketch -> Sketch.empty(sketch.counts().size())).toList();
      }
      latest = shown;
    }

    Sketch sinceHeard(int feature) {
      return latest.get(feature).minus(floor.get(feature));
    }
  }

  /**
   * Nobody was heard yet.
   *
   * @param baselines those that neighbours count by, in order
   */
  Neighbours(List<Baseline> baselines) {
    this.bins = baselines.stream().map(baseline -> baseline.shares().size()).toList();
  }

  /** Whether these are counts by the bins in question. */
  boolean fits(List<Sketch> shown) {
    return shown.stream().map(sketch -> sketch.counts().size()).toList().equals(bins);
  }

  /** Takes in what one of them told; true if that ends a round. */
  boolean hear(NodeName who, List<Sketch> shown) {
    Neighbour neighbour = heard.get(who);
    if (neighbour == null) {
      if (heard.size() == MOST) {
        return false;
      }
      neighbour = new Neighbour(shown);
      heard.put(who, neighbour);
    } else {
      neighbour.hear(shown);
    }
    neighbour.heardInRound++;
    if (neighbour.heardInRound >= PATIENCE) {
      heard.values().removeIf(other -> other.heardInRound == 0);
    }
    boolean over = heard.values().stream().allMatch(other -> other.heardInRound > 0);
    if (over) {
      heard.values().forEach(other -> other.heardInRound = 0);
    }
    return over;
  }

  /** One of them runs the version before no more. */
  void leave(NodeName who) {
    heard.remove(who);
  }

  /** For each baseline what each of them showed who answered anything since. */
  List<List<Sketch>> shown() {
    List<List<Sketch>> all = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      int feature = i;
      all.add(
          heard.values().stream()
              .map(neighbour -> neighbour.sinceHeard(feature))
              .filter(sketch -> sketch.total() > 0)
              .toList());
    }
    return all;
  }

  /** What is kept at most. */
  int sizeBytes() {
    return MOST * 2 * Long.BYTES * bins.stream().mapToInt(Integer::intValue).sum();
  }
}
