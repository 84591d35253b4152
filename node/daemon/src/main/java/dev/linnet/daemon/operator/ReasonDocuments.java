package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.SignedControl;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What a reason rests on, as a document; the names of its fields are a stable contract. */
final class ReasonDocuments {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

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
    } else if (because instanceof Because.Held held) {
      json.addProperty("hold", held.hold().name());
      json.add("operators", names(rollout.announcedBy()));
    } else if (because instanceof Because.Stale stale) {
      json.addProperty("region", stale.region().value());
      stale
          .silentNanos()
          .ifPresent(nanos -> json.addProperty("silentSeconds", nanos / NANOS_PER_SECOND));
    } else if (because instanceof Because.WithoutDisk) {
      json.addProperty("withoutDisk", true);
    } else if (because instanceof Because.OutsideWindow outside) {
      json.addProperty("wave", outside.wave());
      if (outside.opens() != null) {
        json.addProperty("opens", outside.opens().toString());
      }
    } else if (because instanceof Because.RolledBackBefore before) {
      json.addProperty("rolledBackAs", before.rollout().hex());
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
    Control control = signed.control();
    json.add("operators", names(signed.operators()));
    json.addProperty("reason", control.reason());
  }

  private static JsonArray names(Collection<String> operators) {
    JsonArray names = new JsonArray();
    operators.forEach(names::add);
    return names;
  }
}
