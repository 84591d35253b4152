package dev.linnet.core.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.health.Gate;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON of a wave. What an unnarrowed wave does without is left out. */
final class WaveJson {
  private static final long MAX_MILLIS = Duration.ofDays(365).toMillis();

  private WaveJson() {}

  static Wave parse(Fields fields) {
    return new Wave(
        fields.string("name"),
        fields.strings("regions").stream().map(RegionName::new).toList(),
        new Selector(
            fields.has("select") ? fields.objects("select", WaveJson::requirement) : List.of(),
            fields.has("share") ? fields.parsed("share", Share::parse) : Share.WHOLE),
        fields.has("windows") ? fields.objects("windows", WaveJson::window) : List.of(),
        deadline(fields),
        fields.has("shadow") ? fields.object("shadow", WaveJson::shadow) : null,
        fields.has("canary") ? fields.object("canary", WaveJson::canary) : null,
        Duration.ofMillis(fields.integer("bakeMillis", 0, MAX_MILLIS)),
        fields.integer("minRequests", 0, Long.MAX_VALUE),
        fields.objects("gates", WaveJson::gate),
        fields.parsed("promote", Share::parse),
        (int) fields.integer("minJurors", 1, Jury.MAX_JURORS));
  }

  static JsonObject write(Wave wave) {
    JsonObject json = new JsonObject();
    json.addProperty("name", wave.name());
    json.add("regions", texts(wave.regions()));
    Selector selector = wave.selector();
    if (!selector.requirements().isEmpty()) {
      JsonArray select = new JsonArray();
      selector.requirements().forEach(requirement -> select.add(write(requirement)));
      json.add("select", select);
    }
    if (!selector.share().equals(Share.WHOLE)) {
      json.addProperty("share", selector.share().toString());
    }
    if (!wave.windows().isEmpty()) {
      JsonArray windows = new JsonArray();
      wave.windows().forEach(window -> windows.add(write(window)));
      json.add("windows", windows);
    }
    Deadline deadline = wave.deadline();
    if (deadline != null) {
      json.addProperty("deadlineMillis", deadline.after().toMillis());
      json.addProperty("unhealthyAtDeadline", deadline.unhealthy());
    }
    Shadow shadow = wave.shadow();
    if (shadow != null) {
      json.add("shadow", write(shadow));
    }
    Canary canary = wave.canary();
    if (canary != null) {
      json.add("canary", write(canary));
    }
    json.addProperty("bakeMillis", wave.bake().toMillis());
    json.addProperty("minRequests", wave.minRequests());
    JsonArray gates = new JsonArray();
    wave.gates().forEach(gate -> gates.add(write(gate)));
    json.add("gates", gates);
    json.addProperty("promote", wave.promote().toString());
    json.addProperty("minJurors", wave.minJurors());
    return json;
  }

  private static @Nullable Deadline deadline(Fields fields) {
    return fields.has("deadlineMillis")
        ? new Deadline(
            Duration.ofMillis(fields.integer("deadlineMillis", 1, MAX_MILLIS)),
            fields.flag("unhealthyAtDeadline"))
        : null;
  }

  private static Shadow shadow(Fields fields) {
    return new Shadow(
        fields.parsed("share", Share::parse),
        fields.integer("requests", 1, Long.MAX_VALUE),
        Duration.ofMillis(fields.integer("atMostMillis", 1, MAX_MILLIS)));
  }

  private static JsonObject write(Shadow shadow) {
    JsonObject json = new JsonObject();
    json.addProperty("share", shadow.share().toString());
    json.addProperty("requests", shadow.requests());
    json.addProperty("atMostMillis", shadow.atMost().toMillis());
    return json;
  }

  private static Canary canary(Fields fields) {
    return new Canary(
        fields.parsed("share", Share::parse),
        Duration.ofMillis(fields.integer("forMillis", 1, MAX_MILLIS)));
  }

  private static JsonObject write(Canary canary) {
    JsonObject json = new JsonObject();
    json.addProperty("share", canary.share().toString());
    json.addProperty("forMillis", canary.lasting().toMillis());
    return json;
  }

  private static Requirement requirement(Fields fields) {
    return new Requirement(
        fields.parsed("subject", Subject::valueOf),
        fields.string("key"),
        fields.parsed("operator", Operator::valueOf),
        fields.strings("values"));
  }

  private static JsonObject write(Requirement requirement) {
    JsonObject json = new JsonObject();
    json.addProperty("subject", requirement.subject().name());
    json.addProperty("key", requirement.key());
    json.addProperty("operator", requirement.operator().name());
    json.add("values", texts(requirement.values()));
    return json;
  }

  private static Window window(Fields fields) {
    return new Window(
        new TreeSet<>(fields.strings("days").stream().map(DayOfWeek::valueOf).toList()),
        fields.parsed("start", WaveJson::time),
        fields.parsed("end", WaveJson::time),
        fields.string("zone"));
  }

  private static JsonObject write(Window window) {
    JsonObject json = new JsonObject();
    json.add("days", texts(window.days()));
    json.addProperty("start", window.start().toString());
    json.addProperty("end", window.end().toString());
    json.addProperty("zone", window.zone());
    return json;
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "': expected a time such as 02:00", e);
    }
  }

  private static Gate gate(Fields fields) {
    return new Gate(
        fields.string("name"),
        fields.string("metric"),
        fields.parsed("comparison", Gate.Comparison::valueOf),
        fields.number("threshold"),
        fields.parsed("compare", Gate.Compare::valueOf),
        fields.number("alpha"),
        fields.number("beta"),
        fields.number("margin"));
  }

  private static JsonObject write(Gate gate) {
    JsonObject json = new JsonObject();
    json.addProperty("name", gate.name());
    json.addProperty("metric", gate.metric());
    json.addProperty("comparison", gate.comparison().name());
    json.addProperty("threshold", gate.threshold());
    json.addProperty("compare", gate.compare().name());
    json.addProperty("alpha", gate.alpha());
    json.addProperty("beta", gate.beta());
    json.addProperty("margin", gate.margin());
    return json;
  }

  private static JsonArray texts(Iterable<?> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(value.toString()));
    return array;
  }
}
