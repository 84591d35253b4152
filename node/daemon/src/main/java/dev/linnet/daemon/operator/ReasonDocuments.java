package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.SignedControl;
import org.jspecify.annotations.Nullable;

/** What a reason rests on, as a document; the names of its fields are a stable contract. */
final class ReasonDocuments {
  private ReasonDocuments() {}

  static JsonObject details(Because because, Rollout rollout) {
    JsonObject json = new JsonObject();
    if (because instanceof Because.Opens opens) {
      json.addProperty("wave", opens.wave());
    } else if (because instanceof Because.ProvenHere proven) {
      json.addProperty("region", proven.region().value());
      json.addProperty("byHand", proven.verdict() == null);
      addVotes(json, proven.verdict());
    } else if (because instanceof Because.Waiting waiting) {
      json.addProperty("wave", waiting.wave());
      addPanel(json, waiting.panel());
      json.addProperty("jury", waiting.jurors());
      json.addProperty("promote", waiting.promote());
    } else if (because instanceof Because.Paused paused) {
      addControl(json, paused.control());
    } else if (because instanceof Because.Aborted aborted) {
      addControl(json, aborted.control());
    } else if (because instanceof Because.RolledBack rolledBack) {
      addRollback(json, rolledBack.panel(), rolledBack.verdict(), rollout);
    } else if (because instanceof Because.Halted halted) {
      addRollback(json, halted.panel(), halted.verdict(), rollout);
    } else if (because instanceof Because.Expired expired) {
      json.addProperty("expired", expired.expires().toString());
    } else if (because instanceof Because.Superseded superseded) {
      json.addProperty("by", superseded.head().hex());
      json.addProperty("region", superseded.region().value());
    } else if (because instanceof Because.NotSelected notSelected) {
      json.addProperty("region", notSelected.region().value());
    } else if (because instanceof Because.Ineligible ineligible) {
      json.addProperty("misfit", ineligible.misfit());
    } else if (because instanceof Because.FailedHere failed) {
      json.addProperty("failure", failed.failure());
    }
    return json;
  }

  private static void addRollback(JsonObject json, Panel panel, Verdict verdict, Rollout rollout) {
    json.addProperty("wave", rollout.announcement().plan().waves().get(panel.wave()).name());
    addPanel(json, panel);
    addVotes(json, verdict);
  }

  private static void addPanel(JsonObject json, Panel panel) {
    json.addProperty("region", panel.region().value());
    if (!panel.isWhole()) {
      json.addProperty("deviceClass", panel.deviceClass());
    }
  }

  private static void addVotes(JsonObject json, @Nullable Verdict verdict) {
    if (verdict != null) {
      json.addProperty("healthy", verdict.healthy());
      json.addProperty("unhealthy", verdict.unhealthy());
      json.addProperty("ineligible", verdict.ineligible());
    }
  }

  private static void addControl(JsonObject json, SignedControl signed) {
    JsonArray operators = new JsonArray();
    signed.operators().forEach(operators::add);
    Control control = signed.control();
    json.add("operators", operators);
    json.addProperty("reason", control.reason());
  }
}
