package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Wave;
import dev.linnet.simulator.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Trouble that faults at any moment hardly ever make: a rollout that is held back until its news
 * are old, a process that is stopped between its decision and the swap, and a version that goes bad
 * once it was promoted. Draws from a stream of its own, so that the rest of a seed's scenario stays
 * what it is.
 */
final class OldNews {
  private static final long STREAM = 0xA0761D6478BD642FL;

  private final Random random;
  private final List<NodeName> nodes;
  private final Set<NodeName> liars;
  private final long endMillis;
  private final List<Step> steps = new ArrayList<>();

  private OldNews(long seed, List<NodeName> nodes, Set<NodeName> liars, long endMillis) {
    this.random = new Random(seed * STREAM);
    this.nodes = nodes;
    this.liars = liars;
    this.endMillis = endMillis;
  }

  /**
   * What happens besides.
   *
   * @param scenario what happens anyway, in order of time
   */
  static List<Step> drawn(
      long seed, List<NodeName> nodes, Set<NodeName> liars, List<Step> scenario, long endMillis) {
    OldNews drawn = new OldNews(seed, nodes, liars, endMillis);
    int rollout = 0;
    for (Step step : scenario) {
      if (step.action() instanceof Orders.Announce announce) {
        drawn.around(step.atMillis(), rollout++, announce.release());
      }
    }
    return drawn.steps;
  }

  private void around(long atMillis, int rollout, Orders.Release release) {
    int kind = random.nextInt(6);
    long freshMillis = release.freshnessMillis();
    boolean brief = freshMillis > 0 && freshMillis < 60_000;
    if (kind <= 1 && brief && release.waves().size() > 1) {
      heldBack(atMillis, rollout, release);
    } else if (kind == 2 && brief) {
      long millis = between(freshMillis / 2, 2 * freshMillis);
      add(atMillis, new Faults.StopAtLoad(oneOf(nodes), millis));
    } else if (kind == 3 && release.quality().equals(Quality.GOOD)) {
      String region = oneOf(oneOf(release.waves()).regions()).value();
      double share = 0.5 + random.nextDouble() / 2;
      add(atMillis + between(5_000, 25_000), new Faults.GoesBad(rollout, region, share));
    }
  }

  /**
   * An operator pauses the rollout when its first wave opened and resumes it once that wave's
   * regions, which promoted it, are silent; a liar that heard them says it again.
   */
  private void heldBack(long atMillis, int rollout, Orders.Release release) {
    Wave opening = release.waves().get(0);
    List<NodeName> first =
        nodes.stream()
            .filter(node -> opening.regions().stream().anyMatch(it -> isOf(node, it)))
            .toList();
    List<NodeName> others = nodes.stream().filter(node -> !first.contains(node)).toList();
    if (others.isEmpty()) {
      return;
    }
    NodeName door = oneOf(others);
    long cutMillis = atMillis + opening.bake().toMillis() + between(6_000, 12_000);
    long resumeMillis = cutMillis + release.freshnessMillis() + between(-2_000, 5_000);
    add(
        atMillis + between(1_500, 4_000),
        new Orders.Direct(door, rollout, Control.Action.PAUSE, 3, 0));
    for (NodeName liar : liars) {
      add(cutMillis - between(200, 2_000), new Lies.Told(liar, Liar.Lie.OLD_ANSWERS, rollout));
    }
    add(cutMillis, new Faults.Cut(first, others, random.nextBoolean()));
    add(resumeMillis, new Orders.Direct(door, rollout, Control.Action.RESUME, 4, 0));
    add(resumeMillis + between(5_000, 15_000), new Faults.Heal());
  }

  private static boolean isOf(NodeName node, RegionName region) {
    return node.value().startsWith(region.value() + "-");
  }

  /** What would come after the end of faults does not come. */
  private void add(long atMillis, Step.Action action) {
    if (atMillis < endMillis) {
      steps.add(new Step(atMillis, action));
    }
  }

  private long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least));
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
