package dev.linnet.simulator.scenario;

import dev.linnet.core.health.Gate;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Wave;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plan that is tried on a {@link Twin}, and what has to be said about the trial. */
public final class Candidate {
  private static final Duration SLACK = Duration.ofMinutes(15);
  private static final Duration NEXT_WINDOW = Duration.ofDays(8);

  private final Path file;
  private final Plan plan;
  private final Version version;
  private final List<String> remarks;

  Candidate(Path file, Plan plan, Version version, List<String> remarks) {
    this.file = file;
    this.version = version;
    List<String> all = new ArrayList<>(remarks);
    List<Wave> waves = new ArrayList<>();
    for (Wave wave : plan.waves()) {
      List<Gate> gates = new ArrayList<>();
      for (Gate gate : wave.gates()) {
        if (Measured.judges(gate)) {
          gates.add(gate);
        } else {
          all.add(
              "wave %s: gate %s is left out: no twin knows %s"
                  .formatted(wave.name(), gate.name(), gate.metric()));
        }
      }
      waves.add(judgedBy(wave, gates));
    }
    this.plan =
        new Plan(
            plan.model(),
            plan.version(),
            plan.expires(),
            plan.onFailure(),
            null,
            plan.freshness(),
            waves);
    this.remarks = List.copyOf(all);
  }

  private static Wave judgedBy(Wave wave, List<Gate> gates) {
    return new Wave(
        wave.name(),
        wave.regions(),
        wave.selector(),
        wave.windows(),
        wave.deadline(),
        wave.shadow(),
        wave.canary(),
        wave.bake(),
        wave.minRequests(),
        gates,
        wave.promote(),
        wave.minJurors());
  }

  public Path file() {
    return file;
  }

  /** The plan, as far as it can be tried. */
  public Plan plan() {
    return plan;
  }

  Version version() {
    return version;
  }

  /** The size of the version's chunks together. */
  public long modelBytes() {
    return (long) version.chunks() * version.chunkBytes();
  }

  /** What is not as in the mesh itself, a sentence each. */
  public List<String> remarks() {
    return remarks;
  }

  /**
   * How long to wait for its end unless told: twice all that the plan itself asks to wait, some
   * slack, and a week where it waits for a time of day.
   */
  public Duration patience() {
    Duration asked = Duration.ZERO;
    boolean waits = false;
    for (Wave wave : plan.waves()) {
      asked = asked.plus(wave.bake());
      if (wave.canary() != null) {
        asked = asked.plus(wave.canary().lasting());
      }
      if (wave.shadow() != null) {
        asked = asked.plus(wave.shadow().atMost());
      }
      waits |= !wave.windows().isEmpty();
    }
    Duration patience = asked.multipliedBy(2).plus(SLACK);
    return waits ? patience.plus(NEXT_WINDOW) : patience;
  }
}
