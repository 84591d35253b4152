package dev.linnet.simulator.rehearse;

import dev.linnet.simulator.rehearse.Rehearsal.Tried;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What came of a rehearsal. */
public final class Results {
  private final Rehearsal rehearsal;
  private final List<Tried> tried;

  Results(Rehearsal rehearsal, List<Tried> tried) {
    this.rehearsal = rehearsal;
    this.tried = List.copyOf(tried);
  }

  List<Tried> tried() {
    return tried;
  }

  /** Whether nothing was left out. */
  public boolean isComplete() {
    int seeds = rehearsal.settings().seeds();
    return tried.stream()
        .flatMap(plan -> plan.outcomes().values().stream())
        .allMatch(outcomes -> outcomes.size() == seeds);
  }

  /** For people. */
  public List<String> lines() {
    return new RehearsalReport(rehearsal, tried).lines();
  }

  /** For programs; described in docs/simulating.md. */
  public String json() {
    return new RehearsalFiles(rehearsal, tried).json();
  }

  /** Writes the document and every run into a directory. */
  public void write(Path directory) throws IOException {
    new RehearsalFiles(rehearsal, tried).write(directory);
  }
}
