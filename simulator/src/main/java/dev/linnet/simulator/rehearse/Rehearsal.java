package dev.linnet.simulator.rehearse;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.scenario.Candidate;
import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.Twin;
import dev.linnet.simulator.study.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tries plans on a twin: each with a version that is as it should be, with one that is bad from the
 * start, and with one that is bad in one region. All have the same seeds, so that a difference
 * between two plans is no difference of luck.
 */
public final class Rehearsal {
  private final Twin twin;
  private final List<Candidate> candidates;
  private final List<Question> questions;
  private final Settings settings;

  /**
   * How it is tried.
   *
   * @param seeds how many runs of each; the first has the twin's own seed
   * @param badRegion where a version is bad that is so in one region; null for the region that the
   *     first plan reaches last
   * @param patience how long after the announcement a run ends at the latest; null for what the
   *     plan asks to wait, and more
   */
  public record Settings(
      int seeds,
      Fault fault,
      double badShare,
      @Nullable String badRegion,
      @Nullable Duration patience) {}

  /** What is wrong with the answers of a bad version. */
  public enum Fault {
    FAILS("fails", "fail"),
    DISAGREES("disagrees", "differ from those of the version before");

    private final String word;
    private final String verb;

    Fault(String word, String verb) {
      this.word = word;
      this.verb = verb;
    }

    /** Reads {@code fails} or {@code disagrees}. */
    public static Fault of(String text) {
      for (Fault fault : values()) {
        if (fault.word.equals(text)) {
          return fault;
        }
      }
      throw new IllegalArgumentException("expected fails or disagrees, got '" + text + "'");
    }

    String verb() {
      return verb;
    }
  }

  /** What the runs of one plan came to, by question, in the order of seeds. */
  record Tried(Candidate candidate, Map<String, List<Outcome>> outcomes) {
    List<Outcome> of(Question question) {
      return outcomes.getOrDefault(question.name(), List.of());
    }

    double[] figures(Question question, ToDoubleFunction<Outcome> figure) {
      return of(question).stream().mapToDouble(figure).toArray();
    }
  }

  public Rehearsal(Twin twin, List<Candidate> candidates, Settings settings) {
    this.twin = twin;
    this.candidates = List.copyOf(candidates);
    this.settings = settings;
    String region =
        settings.badRegion() == null
            ? Question.lastRegion(twin, candidates.get(0))
            : settings.badRegion();
    this.questions = Question.all(twin, region, settings.fault(), settings.badShare());
  }

  Twin twin() {
    return twin;
  }

  List<Question> questions() {
    return questions;
  }

  Settings settings() {
    return settings;
  }

  /** How many runs it takes. */
  public int runs() {
    return candidates.size() * questions.size() * settings.seeds();
  }

  /**
   * Runs all of it; what was not run when it was stopped is left out.
   *
   * @param told is called after each run
   * @param stop asked once each virtual second
   * @throws DocumentException if the mesh would refuse a plan
   */
  public Results run(int threads, Runnable told, BooleanSupplier stop) {
    List<Callable<Optional<Outcome>>> runs = new ArrayList<>();
    for (Candidate candidate : candidates) {
      long patienceNanos =
          (settings.patience() == null ? candidate.patience() : settings.patience()).toNanos();
      for (Question question : questions) {
        MeshScenario scenario =
            question.quality() == null
                ? twin.with(candidate, patienceNanos)
                : twin.with(candidate, question.quality(), patienceNanos);
        for (int i = 0; i < settings.seeds(); i++) {
          long seed = twin.scenario().seed() + i;
          runs.add(() -> one(candidate, scenario, seed, patienceNanos, told, stop));
        }
      }
    }
    List<Optional<Outcome>> done = all(runs, threads);
    List<Tried> all = new ArrayList<>();
    int next = 0;
    for (Candidate candidate : candidates) {
      Map<String, List<Outcome>> byQuestion = new LinkedHashMap<>();
      for (Question question : questions) {
        List<Outcome> outcomes =
            done.subList(next, next + settings.seeds()).stream().flatMap(Optional::stream).toList();
        next += settings.seeds();
        byQuestion.put(question.name(), outcomes);
      }
      all.add(new Tried(candidate, byQuestion));
    }
    return new Results(this, all);
  }

  /** What a run finds wrong with a document is for the person who wrote it. */
  private static List<Optional<Outcome>> all(List<Callable<Optional<Outcome>>> runs, int threads) {
    try {
      return Parallel.all(runs, threads);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof ExecutionException failed
          && failed.getCause() instanceof DocumentException wrong) {
        throw wrong;
      }
      throw e;
    }
  }

  private static Optional<Outcome> one(
      Candidate candidate,
      MeshScenario scenario,
      long seed,
      long patienceNanos,
      Runnable told,
      BooleanSupplier stop) {
    if (stop.getAsBoolean()) {
      return Optional.empty();
    }
    Optional<Outcome> outcome = RehearsalRun.of(candidate, scenario, seed, patienceNanos, stop);
    told.run();
    return outcome;
  }
}
