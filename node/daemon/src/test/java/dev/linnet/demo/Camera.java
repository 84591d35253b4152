package dev.linnet.demo;

import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.demo.scenes.Subject;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A camera beside one node: sends what it sees through the Open Inference Protocol, several times a
 * second, and counts. It starts when the node first has a model; from then on every failure counts.
 */
final class Camera implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int FAILURES_TOLD = 5;

  private final TestNode node;
  private final List<Light> lights;
  private final List<Subject> classes;
  private final SceneSource source;
  private final SceneClient client = new SceneClient(Story.MODEL, TIMEOUT, TIMEOUT);
  private final Thread thread;
  private final SortedMap<String, Tally> byVersion = new TreeMap<>();
  private final SortedSet<String> failures = new ConcurrentSkipListSet<>();
  private volatile boolean closed;
  private long answered;
  private long failed;
  private @Nullable String lastVersion;

  /** Answers of one version, and how many of them were true. */
  record Tally(long answered, long right) {
    Tally plus(boolean isRight) {
      return new Tally(answered + 1, right + (isRight ? 1 : 0));
    }
  }

  /** What was counted so far. */
  record Count(
      long answered,
      long failed,
      @Nullable String lastVersion,
      SortedMap<String, Tally> byVersion) {}

  /**
   * Sets a camera up and lets it run.
   *
   * @param lights the kinds of scenes that it sees, in turn
   * @param classes what each place of the model's output stands for
   */
  Camera(TestNode node, List<Light> lights, List<Subject> classes, long seed) {
    this.node = node;
    this.lights = List.copyOf(lights);
    this.classes = List.copyOf(classes);
    this.source = new SceneSource(new SplittableRandom(seed));
    this.thread = new Thread(this::run, "camera at " + node.name());
    thread.setDaemon(true);
    thread.start();
  }

  synchronized Count count() {
    return new Count(answered, failed, lastVersion, new TreeMap<>(byVersion));
  }

  /** The first few failures, in words. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void run() {
    while (!closed && node.get("/v2/models/" + Story.MODEL + "/ready").isEmpty()) {
      Await.pause(PERIOD_MILLIS);
    }
    long next = System.nanoTime();
    for (int i = 0; !closed; i++) {
      look(source.draw(lights.get(i % lights.size())));
      next += Duration.ofMillis(PERIOD_MILLIS).toNanos();
      long leftMillis = (next - System.nanoTime()) / 1_000_000;
      if (leftMillis > 0) {
        Await.pause(leftMillis);
      } else {
        next = System.nanoTime();
      }
    }
  }

  private void look(Scene scene) {
    SceneClient.Reply reply = client.ask(node.http(), scene);
    if (Thread.currentThread().isInterrupted()) {
      closed = true;
      return;
    }
    reply
        .answer()
        .ifPresentOrElse(answer -> answered(scene, answer), () -> failed(reply.failure()));
  }

  private synchronized void answered(Scene scene, SceneClient.Answer answer) {
    float[] scores = answer.scores();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    boolean right = classes.get(best) == scene.subject();
    answered++;
    lastVersion = answer.version();
    byVersion.merge(answer.version(), new Tally(0, 0).plus(right), (old, one) -> old.plus(right));
  }

  private synchronized void failed(String how) {
    failed++;
    if (failures.size() < FAILURES_TOLD) {
      failures.add(node.name() + ": " + how);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
