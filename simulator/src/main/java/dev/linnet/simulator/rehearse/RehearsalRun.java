package dev.linnet.simulator.rehearse;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Wave;
import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.rehearse.Outcome.InRegion;
import dev.linnet.simulator.scenario.Candidate;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.scenario.Twin;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** One plan, tried once. */
final class RehearsalRun {
  private static final double NANOS = 1e9;

  private final Candidate candidate;
  private final MeshScenario scenario;
  private final ScenarioRun run;
  private final Followed tried;
  private final long seed;
  private String refusal = "";

  private RehearsalRun(Candidate candidate, MeshScenario scenario, long seed) {
    this.candidate = candidate;
    this.scenario = scenario;
    this.seed = seed;
    this.run = new ScenarioRun(scenario, seed);
    this.tried =
        run.rollouts().stream()
            .filter(each -> each.name().equals(Twin.TRIED))
            .findFirst()
            .orElseThrow();
  }

  /**
   * Runs it to its end.
   *
   * @param patienceNanos how long after the announcement that is at the latest
   * @param stop asked once each virtual second
   * @return nothing if it was stopped
   * @throws DocumentException if the mesh refuses the plan, or what is to serve before it never
   *     does
   */
  static Optional<Outcome> of(
      Candidate candidate,
      MeshScenario scenario,
      long seed,
      long patienceNanos,
      BooleanSupplier stop) {
    return new RehearsalRun(candidate, scenario, seed).run(patienceNanos, stop);
  }

  private Optional<Outcome> run(long patienceNanos, BooleanSupplier stop) {
    Watch watch = new Watch(run, tried);
    boolean[] stopped = new boolean[1];
    run.notes(this::note);
    run.run(
        () -> run.mesh().check(watch),
        () -> {
          stopped[0] = stop.getAsBoolean();
          return stopped[0] || isOver(watch, patienceNanos);
        });
    if (stopped[0]) {
      return Optional.empty();
    }
    if (tried.announcedNanos() == Followed.NEVER) {
      throw new DocumentException(
          candidate.file()
              + ": "
              + (refusal.isEmpty()
                  ? "cannot be tried: what the twin's rollouts are to bring about never came"
                  : refusal));
    }
    return Optional.of(outcome(watch));
  }

  private void note(String words) {
    if (words.startsWith(Twin.TRIED + " is refused")) {
      refusal = "the mesh would refuse it: " + words.substring(words.indexOf(": ") + 2);
    }
  }

  /** The jury does not wait for the slowest nodes, but whoever asks when all serve does. */
  private boolean isOver(Watch watch, long patienceNanos) {
    long announced = tried.announcedNanos();
    boolean isLate = announced != Followed.NEVER && run.nowNanos() - announced >= patienceNanos;
    return isLate || run.isSettled() && (watch.rolledBack || watch.unfinished().isEmpty());
  }

  private Outcome outcome(Watch watch) {
    Plan plan = candidate.plan().resolve(regions());
    Map<String, InRegion> regions = new TreeMap<>();
    double last = 0;
    for (RegionName region : planned(plan)) {
      InRegion one = region(watch, plan, region);
      regions.put(region.value(), one);
      // NaN if any of them is.
      last = Math.max(last, one.promotedSeconds());
    }
    return new Outcome(
        seed,
        tried.state(),
        watch.rolledBack,
        regions,
        last,
        watch.isGone() ? seconds(watch.lastLeftNanos) : Double.NaN,
        watch.firstServedNanos.size(),
        watch.answers,
        watch.wrongAnswers,
        watch.wideChunkBytes,
        watch.wideMessageBytes);
  }

  private TreeSet<RegionName> regions() {
    TreeSet<RegionName> all = new TreeSet<>();
    scenario.regionNames().forEach(name -> all.add(new RegionName(name)));
    return all;
  }

  private static TreeSet<RegionName> planned(Plan plan) {
    TreeSet<RegionName> planned = new TreeSet<>();
    plan.waves().forEach(wave -> planned.addAll(wave.regions()));
    return planned;
  }

  /**
   * A region is promoted when the last wave that goes there is. All of it serve once none is left
   * that should: what its other nodes took says nothing about that one.
   */
  private InRegion region(Watch watch, Plan plan, RegionName region) {
    long first = Followed.NEVER;
    long all = Followed.NEVER;
    for (Map.Entry<Peer, Long> served : watch.firstServedNanos.entrySet()) {
      if (served.getKey().region().equals(region)) {
        first = first == Followed.NEVER ? served.getValue() : Math.min(first, served.getValue());
        all = Math.max(all, served.getValue());
      }
    }
    if (watch.unfinished().contains(region)) {
      all = Followed.NEVER;
    }
    int wave = -1;
    for (int i = 0; i < plan.waves().size(); i++) {
      Wave each = plan.waves().get(i);
      wave = each.regions().contains(region) ? i : wave;
    }
    Long promoted = watch.promotedNanos.getOrDefault(region, new TreeMap<>()).get(wave);
    return new InRegion(
        seconds(first), seconds(all), seconds(promoted == null ? Followed.NEVER : promoted));
  }

  private double seconds(long atNanos) {
    return atNanos == Followed.NEVER ? Double.NaN : (atNanos - tried.announcedNanos()) / NANOS;
  }
}
