package dev.linnet.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * On a real daemon: from the moment at which its watchdog trips over a version that answers
 * infinities, as its events have it, until a client has the first answer by the version before.
 */
final class WayBack {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final long[] ROW = {1, 2};

  private final Path directory;
  private final int times;

  WayBack(Path directory, int times) {
    this.directory = directory;
    this.times = times;
  }

  List<Series> measure() throws IOException {
    return List.of(
        measure("daemon's trip until the first answer, warm", "true"),
        measure("daemon's trip until the first answer, cold", "false"));
  }

  private Series measure(String what, String keepWarm) throws IOException {
    Series millis = new Series(what, "ms");
    Path home = directory.resolve("keep-warm-" + keepWarm);
    try (TestMesh mesh =
            TestMesh.in(home.resolve("mesh"))
                .region("eu", 1)
                .settings("serving: {keepWarm: " + keepWarm + "}\n")
                .build();
        ModelNode node = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), UP);
      TestModel good = TestModel.classifier(home, "1", new float[][] {{1, 0}, {0, 1}});
      node.roll(good.directory(), "1", "0s");
      node.awaitServed("1", ROW);
      for (int i = 2; i < 2 + times; i++) {
        millis.add(trip(node, home, Integer.toString(i)));
      }
    }
    return millis;
  }

  private static double trip(ModelNode node, Path home, String version) throws IOException {
    float[][] infinite = {{Float.POSITIVE_INFINITY, Float.parseFloat(version)}, {1, 1}};
    TestModel bad = TestModel.classifier(home, version, infinite);
    String rollout = node.rollBy("bake: 10m", bad.directory(), version);
    while (!node.answers(ROW).equals(Optional.of(version))) {
      Thread.onSpinWait();
    }
    while (!node.answers(ROW).equals(Optional.of("1"))) {
      Thread.onSpinWait();
    }
    Instant answered = Instant.now();
    for (String line : node.awaitVotedDown(rollout).lines().toList()) {
      JsonObject event = JsonParser.parseString(line).getAsJsonObject();
      if (event.get("kind").getAsString().equals("ROLLOUT_FAILED_HERE") && line.contains(rollout)) {
        Instant tripped = Instant.parse(event.get("at").getAsString());
        return Duration.between(tripped, answered).toNanos() / 1e6;
      }
    }
    throw new IllegalStateException("no event of the trip of version " + version);
  }
}
