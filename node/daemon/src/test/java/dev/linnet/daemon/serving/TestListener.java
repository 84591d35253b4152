package dev.linnet.daemon.serving;

import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Remembers what a server told, so that a test can wait for it. */
public final class TestListener implements ModelServer.Listener {
  private static final long PATIENCE_SECONDS = 30;

  /** What an observation was of. */
  public record Seen(Digest manifest, Observation observation) {}

  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final List<Seen> observations = new ArrayList<>();
  private final List<Testimony> testimonies = new ArrayList<>();

  @Override
  public void servingStarted(ModelName model, Digest manifest) {
    changes.add("started " + manifest);
  }

  @Override
  public void servingFailed(ModelName model, Digest manifest, String reason) {
    changes.add("failed " + reason);
  }

  @Override
  public void servingLate(ModelName model, Digest manifest) {
    changes.add("late " + manifest);
  }

  @Override
  public void servingPutOff(ModelName model, Digest manifest, String reason) {
    changes.add("put off " + reason);
  }

  @Override
  public void uncompared(ModelName model, Digest manifest, String reason) {
    changes.add("uncompared " + reason);
  }

  @Override
  public void shadowFailed(ModelName model, Digest manifest, String reason) {
    changes.add("not shadowed " + reason);
  }

  @Override
  public void shadowPutOff(ModelName model, Digest manifest, String reason) {
    changes.add("shadow put off " + reason);
  }

  @Override
  public synchronized void observed(ModelName model, Digest manifest, Observation observation) {
    observations.add(new Seen(manifest, observation));
    notifyAll();
  }

  @Override
  public synchronized void witnessed(ModelName model, Digest by, Digest head, List<Sketch> shown) {
    testimonies.add(new Testimony(by, shown));
    notifyAll();
  }

  /** What was told of a version by another one's baselines, once so many rows were. */
  public synchronized List<Sketch> awaitTestimony(TestModel by, long rows)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      List<Sketch> shown =
          testimonies.stream()
              .filter(said -> said.by().equals(by.manifest().digest()))
              .map(Testimony::sketches)
              .reduce(TestListener::together)
              .orElse(List.of());
      if (!shown.isEmpty() && shown.get(0).total() >= rows) {
        return shown;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("told only " + shown);
      }
      wait(left);
    }
  }

  private static List<Sketch> together(List<Sketch> some, List<Sketch> more) {
    List<Sketch> sums = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      sums.add(some.get(i).plus(more.get(i)));
    }
    return sums;
  }

  /** The next start or failure; fails the test if none comes. */
  public String awaitChange() throws InterruptedException {
    String change = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (change == null) {
      throw new AssertionError("no version started or failed to serve");
    }
    return change;
  }

  public void awaitStarted(TestModel model) throws InterruptedException {
    String change = awaitChange();
    if (!change.equals("started " + model.manifest().digest())) {
      throw new AssertionError("expected " + model.manifest().version() + " to start: " + change);
    }
  }

  /** All that was observed of a version, added up, as soon as the sum is as wanted. */
  public synchronized Observation awaitSum(TestModel model, Predicate<Observation> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Observation sum = sum(model.manifest().digest());
    while (!wanted.test(sum)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("observed only " + sum);
      }
      wait(left);
      sum = sum(model.manifest().digest());
    }
    return sum;
  }

  private Observation sum(Digest manifest) {
    Observation sum = new Observation(0, 0, 0, 0, 0, 0, 0, 0);
    for (Seen seen : observations) {
      Observation o = seen.observation();
      if (seen.manifest().equals(manifest)) {
        sum =
            new Observation(
                sum.spanNanos() + o.spanNanos(),
                sum.requests() + o.requests(),
                sum.failures() + o.failures(),
                sum.nonFinite() + o.nonFinite(),
                sum.compared() + o.compared(),
                sum.disagreed() + o.disagreed(),
                Math.max(sum.latencyP95Nanos(), o.latencyP95Nanos()),
                Math.max(sum.previousP95Nanos(), o.previousP95Nanos()),
                sum.probes() + o.probes(),
                sum.probesFailed() + o.probesFailed(),
                sum.labelled() + o.labelled(),
                sum.wrong() + o.wrong(),
                Math.max(sum.memoryBytes(), o.memoryBytes()),
                Math.max(sum.previousMemoryBytes(), o.previousMemoryBytes()),
                sum(sum.drift(), o.drift()));
      }
    }
    return sum;
  }

  private static List<Observation.Drift> sum(
      List<Observation.Drift> some, List<Observation.Drift> more) {
    if (some.isEmpty()) {
      return more;
    }
    List<Observation.Drift> sums = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      sums.add(
          new Observation.Drift(
              some.get(i).current().plus(more.get(i).current()),
              some.get(i).previous().plus(more.get(i).previous())));
    }
    return sums;
  }
}
