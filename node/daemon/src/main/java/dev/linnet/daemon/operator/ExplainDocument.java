package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a node runs what it runs of a rollout's model. The asked node knows its own decision; of any
 * other node it knows what that node last signed of itself, and no more is said.
 */
final class ExplainDocument {
  private final NodeView view;
  private final Rollout asked;
  private final ModelName model;

  ExplainDocument(NodeView view, Rollout asked) {
    this.view = view;
    this.asked = asked;
    this.model = asked.announcement().model();
  }

  JsonObject of(Member member) {
    boolean local = member.peer().node().equals(view.self());
    JsonObject json = Documents.versioned();
    json.addProperty("id", asked.id().hex());
    json.addProperty("model", model.value());
    json.addProperty("version", asked.announcement().version());
    json.addProperty("node", member.peer().node().value());
    json.addProperty("region", member.peer().region().value());
    json.addProperty("knownFrom", local ? "DECISION" : "RECORD");
    if (local) {
      addDecision(json, Objects.requireNonNull(view.courses().get(model)), member);
    } else {
      addRecord(json, member);
    }
    return json;
  }

  private void addDecision(JsonObject json, Course course, Member self) {
    json.addProperty("phase", course.phase().name());
    addVersion(json, "runs", course.running());
    addVersion(json, "target", course.decision().target());
    ModelStatus published = self.models().get(model.value());
    if (published != null && published.phase().equals(course.phase().name())) {
      json.addProperty("since", Instant.ofEpochMilli(published.sinceMillis()).toString());
    }
    JsonArray reasons = new JsonArray();
    for (Reason reason : course.decision().reasons()) {
      boolean admits = reason.rollout().equals(course.decision().target());
      rollout(reason.rollout()).ifPresent(of -> reasons.add(reason(reason, of, admits)));
    }
    json.add("reasons", reasons);
    json.addProperty(
        "looked",
        course.decision().reasons().stream()
            .anyMatch(reason -> reason.rollout().equals(asked.id())));
  }

  private JsonObject reason(Reason reason, Rollout rollout, boolean admits) {
    Announcement announcement = rollout.announcement();
    JsonObject json = new JsonObject();
    json.addProperty("rollout", rollout.id().hex());
    json.addProperty("version", announcement.version());
    json.addProperty("generation", announcement.generation());
    json.addProperty("expires", announcement.expires().toString());
    json.addProperty("cause", reason.cause().name());
    json.addProperty("admits", admits);
    json.addProperty("sentence", reason.sentence());
    json.add("details", ReasonDocuments.details(reason.because(), rollout));
    Optional<Panel> judging =
        reason.because() instanceof Because.Waiting waiting
            ? Optional.of(waiting.panel())
            : Progress.judging(rollout, view.region());
    judging.ifPresent(panel -> json.add("votes", votes(rollout, panel)));
    return json;
  }

  private JsonObject votes(Rollout rollout, Panel panel) {
    JsonObject json = RegionVotes.of(view, rollout, panel).toJson();
    if (panel.region().equals(view.region())) {
      json.add("ballots", Ballots.of(rollout, panel));
    }
    return json;
  }

  private void addRecord(JsonObject json, Member member) {
    json.addProperty("state", member.liveness().name());
    ModelStatus status = member.models().get(model.value());
    if (status == null) {
      json.addProperty("sentence", "it says nothing here of model " + model);
      return;
    }
    json.addProperty("phase", status.phase());
    if (status.version() != null) {
      JsonObject runs = new JsonObject();
      runs.addProperty("version", status.version());
      json.add("runs", runs);
    }
    json.addProperty("about", status.rollout().hex());
    json.addProperty("since", Instant.ofEpochMilli(status.sinceMillis()).toString());
    json.addProperty("sentence", status.reason());
  }

  private void addVersion(JsonObject json, String name, @Nullable Digest id) {
    if (id != null) {
      JsonObject version = new JsonObject();
      version.addProperty("rollout", id.hex());
      rollout(id).ifPresent(of -> version.addProperty("version", of.announcement().version()));
      json.add(name, version);
    }
  }

  private Optional<Rollout> rollout(Digest id) {
    return view.rollouts().stream().filter(each -> each.id().equals(id)).findFirst();
  }
}
