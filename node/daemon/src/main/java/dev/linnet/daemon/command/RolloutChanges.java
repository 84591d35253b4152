package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in plain lines what changed from one state of a rollout to the next. */
final class RolloutChanges {
  private Map<String, String> before = Map.of();

  RolloutChanges() {}

  /** One line for each thing whose state is new. */
  List<String> next(JsonObject rollout) {
    Map<String, String> now = new LinkedHashMap<>();
    String model = Doc.text(rollout, "model") + " " + Doc.text(rollout, "version");
    now.put("rollout " + model, Doc.text(rollout, "state"));
    for (JsonObject wave : Doc.objects(rollout, "waves")) {
      now.put("wave " + Doc.text(wave, "name"), Doc.text(wave, "state"));
      for (JsonObject region : Doc.objects(wave, "regions")) {
        String name = "region " + Doc.text(region, "region");
        addVerdict(now, name, region);
        for (Objections.Objection each : Objections.in(region).shown()) {
          now.put(
              "vote of " + each.juror() + " in wave " + Doc.text(wave, "name"),
              Objections.UNHEALTHY + ", " + each.words());
        }
        for (JsonObject ofClass : Doc.objects(region, "deviceClasses")) {
          addVerdict(
              now, "device class " + Doc.text(ofClass, "deviceClass") + " in " + name, ofClass);
        }
      }
    }
    for (JsonObject node : Doc.objects(rollout, "nodes")) {
      now.put("node " + Doc.text(node, "node"), Doc.text(node, "phase") + reason(node));
    }
    List<String> lines = new ArrayList<>();
    now.forEach(
        (name, state) -> {
          if (!state.equals(before.get(name))) {
            lines.add(name + ": " + state);
          }
        });
    before = now;
    return lines;
  }

  private static void addVerdict(Map<String, String> now, String name, JsonObject judged) {
    String verdict = Doc.text(judged, "verdict");
    if (!verdict.equals(Doc.NONE) && !verdict.equals("NONE")) {
      now.put(name, verdict + votes(judged));
    }
  }

  private static String votes(JsonObject region) {
    return " ("
        + Doc.number(region, "healthy")
        + " healthy, "
        + Doc.number(region, "unhealthy")
        + " unhealthy of "
        + Doc.number(region, "jury")
        + ")";
  }

  private static String reason(JsonObject node) {
    String reason = Doc.text(node, "reason");
    return reason.equals(Doc.NONE) ? "" : " (" + reason + ")";
  }
}
