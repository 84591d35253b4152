package dev.linnet.simulator.check;

import dev.linnet.core.Notice;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.Invariants;
import dev.linnet.simulator.invariant.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happened, line by line, for a person: when, at which event, where, what. */
final class History implements SimulatedMesh.Checker {
  private final List<Line> lines = new ArrayList<>();
  private @Nullable SimulatedMesh mesh;
  private @Nullable Invariants invariants;

  /** One thing that happened; {@code event} names the moment. */
  record Line(long atNanos, long event, String where, String what) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%9.3f s  #%-6d %-8s %s", atNanos / 1e9, event, where, what);
    }
  }

  void watch(SimulatedMesh watched, Invariants reader) {
    mesh = watched;
    invariants = reader;
    watched.check(this);
  }

  List<Line> lines() {
    return Collections.unmodifiableList(lines);
  }

  private void add(String where, String what) {
    SimulatedMesh watched = Objects.requireNonNull(mesh);
    lines.add(new Line(watched.nowNanos(), watched.eventsHandled(), where, what));
  }

  private void add(SimulatedNode node, String what) {
    add(node.peer().node().value(), what);
  }

  void step(Step step) {
    add("scenario", step.action().toString());
  }

  void note(String sentence) {
    add("scenario", sentence);
  }

  void end(Violation violation) {
    lines.add(
        new Line(
            violation.atNanos(),
            violation.event(),
            violation.node(),
            violation.invariant() + " BROKEN: " + violation.sentence()));
  }

  @Override
  public void onStarted(SimulatedNode node) {
    add(node, "starts with " + node.factsOnDisk().size() + " facts on its disk");
  }

  @Override
  public void onCrashed(SimulatedNode node) {
    add(node, "dies");
  }

  @Override
  public void onDiskLost(SimulatedNode node) {
    add(node, "loses its disk");
  }

  @Override
  public void onPersisted(SimulatedNode node, String key, Fact fact) {
    String what = Objects.requireNonNull(invariants).describe(fact);
    if (!what.isEmpty()) {
      add(node, "takes in " + what);
    }
  }

  @Override
  public void onForgotten(SimulatedNode node, String key, Fact fact) {
    add(node, "forgets " + Objects.requireNonNull(invariants).describe(fact));
  }

  @Override
  public void onTrial(SimulatedNode node, Manifest manifest, boolean passes) {
    add(node, "tries " + manifest.name() + " " + manifest.version());
  }

  @Override
  public void onServeOrdered(SimulatedNode node, Manifest manifest) {
    add(node, "decides to serve " + manifest.name() + " " + manifest.version());
  }

  @Override
  public void onServing(SimulatedNode node, Manifest manifest) {
    add(node, "serves " + manifest.name() + " " + manifest.version());
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    add(node, "answers \"not ready\" for " + model);
  }

  @Override
  public void onNotice(SimulatedNode node, Notice notice) {
    if (notice.severity() != Notice.Severity.INFO && !notice.kind().equals("VERDICT")) {
      add(node, "tells: " + notice.sentence());
    }
  }
}
