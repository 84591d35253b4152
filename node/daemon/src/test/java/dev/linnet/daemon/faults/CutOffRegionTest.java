package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region whose links to all others are closed saves itself. */
class CutOffRegionTest {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(120);

  private static final String ERRORS =
      "{name: errors, metric: inference.error_ratio, fail: \"> 5%\"}";
  private static final String DISAGREEMENT =
      "{name: same, metric: prediction.disagreement, compare: previous, fail: \"> 25%\"}";

  private final Set<String> everServed = ConcurrentHashMap.newKeySet();
  private final AtomicLong failed = new AtomicLong();

  @Test
  void naRollsBackByItselfWhileItsLinksAreClosed(@TempDir Path directory)
      throws InterruptedException {
    SceneModels models = new SceneModels(1);
    ExecutorService traffic = Executors.newCachedThreadPool();
    AtomicBoolean going = new AtomicBoolean(true);
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh"))
            .region("eu", 2)
            .region("na", 3)
            .region("asia", 1)
            .linksCanBeCut()
            .build()) {
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      mesh.start(mesh.nodes(), UP);
      Await.until(
          "all nodes know each other",
          UP,
          () -> mesh.nodes().stream().allMatch(node -> members(node) == mesh.nodes().size()));
      TestNode asia = mesh.node("asia-1");
      scenes.push(asia, models.second(), "2");
      scenes.announce(asia, plan("2"));
      scenes.awaitServed("2");
      for (TestNode node : mesh.nodes()) {
        traffic.execute(() -> ask(scenes, node, going));
      }
      scenes.push(asia, models.third(), "3");
      String rollout = scenes.announce(asia, plan("3", ERRORS, DISAGREEMENT));
      Await.until("na opens version 3", LONG, () -> everServed.contains("na 3"));
      mesh.cutOff("na");
      Await.until(
          "na is back on version 2",
          LONG,
          () -> mesh.region("na").stream().allMatch(node -> serves(scenes, node, "2")));
      Await.until(
          "na knows its own verdict",
          LONG,
          () ->
              mesh.region("na").stream()
                  .allMatch(node -> verdict(node, rollout, "na").equals("ROLLED_BACK")));
      assertThat(verdict(mesh.node("eu-1"), rollout, "na")).isEqualTo("NONE");
      assertThat(serves(scenes, mesh.node("eu-1"), "3")).isTrue();
      mesh.heal();
      Await.until(
          "eu hears of it and is back on version 2",
          LONG,
          () -> mesh.region("eu").stream().allMatch(node -> serves(scenes, node, "2")));
      assertThat(everServed).doesNotContain("asia 3");
      assertThat(failed).hasValue(0);
    } finally {
      going.set(false);
      traffic.shutdown();
    }
  }

  /** Outdoors in na, indoors elsewhere: the third version never saw the outdoors. */
  private void ask(ScenesMesh scenes, TestNode node, AtomicBoolean going) {
    Light light = node.region().equals("na") ? Light.OUTDOOR : Light.INDOOR;
    while (going.get() && node.isRunning()) {
      Optional<SceneClient.Answer> answer = scenes.infer(node, scenes.scene(light));
      if (answer.isPresent()) {
        everServed.add(node.region() + " " + answer.get().version());
      } else if (going.get() && node.isRunning()) {
        failed.incrementAndGet();
      }
      Await.pause(20);
    }
  }

  private static boolean serves(ScenesMesh scenes, TestNode node, String version) {
    return scenes.serves(node).equals(Optional.of(version));
  }

  private static String verdict(TestNode node, String rollout, String region) {
    return node.operator()
        .rollout(rollout)
        .map(
            document -> {
              for (JsonElement wave : document.getAsJsonArray("waves")) {
                for (JsonElement each : wave.getAsJsonObject().getAsJsonArray("regions")) {
                  JsonObject of = each.getAsJsonObject();
                  if (of.get("region").getAsString().equals(region)) {
                    return of.get("verdict").getAsString();
                  }
                }
              }
              return "";
            })
        .orElse("");
  }

  private static int members(TestNode node) {
    return node.operator().members().map(doc -> doc.getAsJsonArray("members").size()).orElse(0);
  }

  private static String plan(String version, String... gates) {
    return """
    apiVersion: linnet/v1
    kind: Rollout
    metadata: {name: cut-off}
    spec:
      model: {name: scenes, version: "%s"}
      defaults:
        bake: 1s
        quorum: {minJurors: 1}
        gates: [%s]
      waves:
        - {name: eu, regions: [eu]}
        - {name: na, regions: [na]}
        - {name: asia, regions: [asia]}
    """
        .formatted(version, String.join(", ", gates));
  }
}
