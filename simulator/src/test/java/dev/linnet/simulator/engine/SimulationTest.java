package dev.linnet.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.simulator.epidemic.InfectAndDie;
import dev.linnet.simulator.epidemic.RandomOverlay;
import dev.linnet.simulator.study.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static HistoryDigest push(int nodes, long ticksPerUnit, long seed) {
    return new HistoryDigest(
        new InfectAndDie(
            nodes, new RandomOverlay(nodes, 20, seed), 4, 10 * ticksPerUnit, 100 * ticksPerUnit));
  }

  private static long digest(int nodes, long ticksPerUnit, long seed) {
    HistoryDigest digest = push(nodes, ticksPerUnit, seed);
    new Simulation(nodes, seed, digest).run();
    return digest.digest();
  }

  /** As {@code scripts/lib/ns3-push.cc} prints them for {@code NODES TICKS 1 digest}. */
  @Test
  void hasTheHistoryThatNs3Has() {
    assertThat(digest(1_000, 1, 1)).isEqualTo(Long.parseUnsignedLong("13371685228231333071"));
    assertThat(digest(1_000, 1_000_000, 1)).isEqualTo(5310861395495370976L);
    assertThat(digest(1_000_000, 1_000_000, 1))
        .isEqualTo(Long.parseUnsignedLong("11447701636586858661"));
  }

  @Test
  void hasOneHistoryForASeedOnAnyNumberOfThreads() {
    List<Callable<Long>> runs =
        LongStream.range(0, 40)
            .<Callable<Long>>mapToObj(seed -> () -> digest(5_000, 1_000, seed))
            .toList();
    List<Long> onOne = Parallel.all(runs, 1);
    assertThat(Parallel.all(runs, 2)).isEqualTo(onOne);
    assertThat(onOne).doesNotHaveDuplicates();
  }

  @Test
  void goesTheSameWayInSteps() {
    HistoryDigest whole = push(2_000, 1_000, 7);
    new Simulation(2_000, 7, whole).run();
    HistoryDigest steps = push(2_000, 1_000, 7);
    Simulation simulation = new Simulation(2_000, 7, steps);
    long until = 0;
    while (simulation.runUntil(until)) {
      assertThat(simulation.nowTicks()).isLessThanOrEqualTo(until);
      until += 777;
    }
    assertThat(steps.digest()).isEqualTo(whole.digest());
  }

  /** A node that answers its own timer, and draws as often as it is told. */
  private static Strategy drawing(List<Long> drawn, int draws) {
    return new Strategy() {
      @Override
      public void start(Simulation simulation) {
        simulation.after(1, 5, 0);
        simulation.send(1, 2, 5, 0);
      }

      @Override
      public void onEvent(Simulation simulation, int node, int from, long word) {
        for (int i = 0; i < (node == 1 ? draws : 3); i++) {
          long bits = simulation.draw();
          if (node == 2) {
            drawn.add(bits);
          }
        }
      }
    };
  }

  @Test
  void drawsForOneEventAreNotShiftedByThoseForAnother() {
    List<Long> few = new ArrayList<>();
    List<Long> many = new ArrayList<>();
    new Simulation(3, 1, drawing(few, 1)).run();
    new Simulation(3, 1, drawing(many, 100)).run();
    assertThat(few).hasSize(3).doesNotHaveDuplicates().isEqualTo(many);
  }

  @Test
  void aStreamIsThatOfTheLibrarysGenerator() {
    SplittableRandom library = new SplittableRandom(42);
    long state = 42;
    for (int i = 0; i < 1_000; i++) {
      state += SplitMix.GAMMA;
      assertThat(SplitMix.mix(state)).isEqualTo(library.nextLong());
    }
  }

  @Test
  void refusesEventsInThePastAndAtNobody() {
    Simulation simulation = new Simulation(3, 1, drawing(new ArrayList<>(), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.send(0, 1, -1, 0))
        .withMessageContaining("time only goes on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.send(0, 3, 1, 0))
        .withMessageContaining("nodes are 0 to 2");
    simulation.run();
    assertThatIllegalArgumentException().isThrownBy(() -> simulation.send(0, 1, Long.MAX_VALUE, 0));
  }
}
