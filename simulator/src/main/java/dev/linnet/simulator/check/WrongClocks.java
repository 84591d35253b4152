package dev.linnet.simulator.check;

import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.check.History.Line;
import dev.linnet.simulator.invariant.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * INV-19: where neither a window nor an expiry is near, a run in which every wall clock is wrong
 * from the start, each by as much as it likes, has the same history. So nobody decides by another's
 * clock, nor by how its own compares with it. A run is made twice for that, so only some are.
 */
final class WrongClocks {
  private static final int ONE_SEED_IN = 16;

  /** Less than the time after which any version expires whose plan names none. */
  private static final int MOST_MILLIS = 6 * 3_600_000;

  private WrongClocks() {}

  /** Whether a scenario is to be run a second time. */
  static boolean areTried(Scenario scenario) {
    return scenario.seed() % ONE_SEED_IN == 0
        && scenario.steps().stream().map(Step::action).noneMatch(WrongClocks::drawsByClock);
  }

  /**
   * A node that lost its disk says things again under numbers that it used. Which of the two is
   * kept falls to their digests, and its own clock stands in what it says of itself: no decision
   * hangs on it, but how many messages come and go does.
   */
  private static boolean drawsByClock(Step.Action action) {
    return action instanceof Orders.Announce announce
        ? goesByClock(announce.release())
        : action instanceof Faults.Restart restart && restart.withoutDisk();
  }

  private static boolean goesByClock(Orders.Release release) {
    return release.lifeMillis() != null
        || release.waves().stream().anyMatch(wave -> !wave.windows().isEmpty());
  }

  /** Sets every clock of a mesh that did not start yet. */
  static void set(World world, long seed) {
    Random random = new Random(seed);
    for (SimulatedNode node : world.mesh().nodes()) {
      node.skew(random.nextInt(2 * MOST_MILLIS) - MOST_MILLIS);
    }
  }

  /** The first moment at which two histories differ. */
  static Optional<Violation> difference(List<Line> right, List<Line> wrong) {
    for (int i = 0; i < Math.max(right.size(), wrong.size()); i++) {
      Optional<Line> one = at(i, right);
      Optional<Line> other = at(i, wrong);
      if (!one.equals(other)) {
        Line moment = one.or(() -> other).orElseThrow();
        return Optional.of(
            new Violation(
                "INV-19",
                moment.where(),
                moment.atNanos(),
                moment.event(),
                said(one) + ", and with wrong wall clocks everywhere " + said(other)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Line> at(int index, List<Line> lines) {
    return index < lines.size() ? Optional.of(lines.get(index)) : Optional.empty();
  }

  private static String said(Optional<Line> line) {
    return line.map(it -> it.toString().strip()).orElse("nothing happens");
  }
}
