package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  /** As a researcher's: it stands nowhere in the simulator, and is found by its name. */
  public static final class Hops implements Workload {
    private final int hops;
    private long done;

    public Hops(int nodes, long seed, Settings settings) {
      this.hops = settings.whole("hops", 7, 1, 100);
    }

    @Override
    public void start(Simulation simulation) {
      simulation.after(0, 0, 0);
    }

    @Override
    public void onEvent(Simulation simulation, int node, int from, long word) {
      done = word;
      if (word < hops) {
        simulation.send(node, simulation.drawBelow(simulation.nodes()), 1, word + 1);
      }
    }

    @Override
    public Map<String, Double> figures() {
      return Map.of("hops", (double) done);
    }
  }

  /** Has no constructor of the kind that is expected. */
  public static final class Unmakeable implements Workload {
    @Override
    public void start(Simulation simulation) {}

    @Override
    public void onEvent(Simulation simulation, int node, int from, long word) {}

    @Override
    public Map<String, Double> figures() {
      return Map.of();
    }
  }

  private static Workload ran(String name, Settings settings) {
    Workload workload = Workloads.named(name).make(16, 1, settings);
    new Simulation(16, 1, workload).run();
    return workload;
  }

  @Test
  void runsAClassThatIsNamedFromOutside() {
    assertThat(ran(Hops.class.getName(), Settings.none()).figures()).containsEntry("hops", 7.0);
    assertThat(ran(Hops.class.getName(), Settings.of("hops", "12")).figures())
        .containsEntry("hops", 12.0);
  }

  @Test
  void everyNameStandsForOneThatShowsFigures() {
    assertThat(Workloads.names()).isNotEmpty();
    for (String name : Workloads.names()) {
      assertThat(ran(name, Settings.none()).figures()).as(name).isNotEmpty();
    }
  }

  private static void refuses(String name, Settings settings, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workloads.named(name).make(16, 1, settings))
        .satisfies(wrong -> assertThat(wrong.getMessage()).contains(words).doesNotContain("\n"));
  }

  @Test
  void saysWhatIsWrongWithAName() {
    refuses("rumour", Settings.none(), "'rumour'", "did you mean 'rumor'?");
    refuses("gossip", Settings.none(), "'gossip'", "expected one of anti-entropy", "rumor");
    refuses("org.example.Flood", Settings.none(), "org.example.Flood", "class path");
    refuses("java.lang.String", Settings.none(), "is no workload", Workload.class.getName());
    refuses(
        Unmakeable.class.getName(), Settings.none(), "public constructor (int nodes, long seed");
  }

  @Test
  void saysWhatIsWrongWithASetting() {
    refuses("rumor", Settings.of("k", "0"), "k: expected a whole number from 1 to 1000, got 0");
    refuses("rumor", Settings.of("k", "two"), "k: expected a whole number from 1 to 1000");
    refuses("rumor", Settings.of("end", "dice"), "end: expected one of counter, coin, got dice");
    refuses("rumor", Settings.of("kk", "2"), "kk: rumor has no such setting; did you mean 'k'?");
    refuses("swim", Settings.of("loss", "2"), "loss: expected a probability from 0 to 1, got 2");
    refuses("swim", Settings.of("helpers", "15"), "16 nodes", "2 more than the 15 helpers");
    refuses(
        Hops.class.getName(),
        Settings.of("hops", "101"),
        "hops: expected",
        "from 1 to 100, got 101");
  }
}
