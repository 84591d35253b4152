package dev.linnet.simulator.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what happened as lines of JSON; times are seconds from the end of the warm-up. */
final class EventLog {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ScenarioRun run;
  private final Consumer<String> lines;

  EventLog(ScenarioRun run, Consumer<String> lines) {
    this.run = run;
    this.lines = lines;
  }

  void of(long atNanos, SimulatedNode node, String kind, String words) {
    write(atNanos, node, kind, null, words);
  }

  void ofScenario(long atNanos, String words) {
    write(atNanos, null, "scenario", null, words);
  }

  void ofRollout(long atNanos, SimulatedNode node, String kind, Digest rollout, String words) {
    write(atNanos, node, kind, name(rollout), words);
  }

  void ofVersion(long atNanos, SimulatedNode node, String kind, Manifest manifest) {
    String rollout = null;
    for (Followed each : run.rollouts()) {
      if (each.manifest().equals(manifest)) {
        rollout = each.name();
      }
    }
    write(atNanos, node, kind, rollout, manifest.name() + " " + manifest.version());
  }

  private String name(Digest rollout) {
    return run.rollouts().stream()
        .filter(each -> each.id().filter(rollout::equals).isPresent())
        .map(Followed::name)
        .findFirst()
        .orElse(rollout.hex());
  }

  private void write(
      long atNanos,
      @Nullable SimulatedNode node,
      String kind,
      @Nullable String rollout,
      String words) {
    JsonObject line = new JsonObject();
    line.addProperty("seconds", BigDecimal.valueOf(atNanos, 9));
    if (node != null) {
      line.addProperty("node", node.peer().node().value());
      line.addProperty("region", node.peer().region().value());
    }
    line.addProperty("kind", kind);
    if (rollout != null) {
      line.addProperty("rollout", rollout);
    }
    if (!words.isEmpty()) {
      line.addProperty("what", words);
    }
    lines.accept(JSON.toJson(line));
  }
}
