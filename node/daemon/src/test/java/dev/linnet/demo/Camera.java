package dev.linnet.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.demo.scenes.Subject;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.http() + "/v2/models/" + Story.MODEL + "/infer"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(scene)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        answered(scene, JsonParser.parseString(response.body()).getAsJsonObject());
      } else {
        failed(response.statusCode() + " " + response.body());
      }
    } catch (IOException | JsonParseException | IllegalStateException e) {
      failed(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private static String body(Scene scene) {
    StringBuilder data = new StringBuilder();
    for (float pixel : scene.pixels()) {
      data.append(data.isEmpty() ? "" : ",").append(pixel);
    }
    return """
        {"inputs":[{"name":"input","shape":[1,%d],"datatype":"FP32","data":[%s]}]}"""
        .formatted(Scene.PIXELS, data);
  }

  private synchronized void answered(Scene scene, JsonObject answer) {
    JsonArray scores =
        answer.getAsJsonArray("outputs").get(0).getAsJsonObject().getAsJsonArray("data");
    int best = 0;
    for (int i = 1; i < scores.size(); i++) {
      best = scores.get(i).getAsFloat() > scores.get(best).getAsFloat() ? i : best;
    }
    boolean right = classes.get(best) == scene.subject();
    String version = answer.get("model_version").getAsString();
    answered++;
    lastVersion = version;
    byVersion.merge(version, new Tally(0, 0).plus(right), (old, one) -> old.plus(right));
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
