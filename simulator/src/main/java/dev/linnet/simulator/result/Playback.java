package dev.linnet.simulator.result;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.simulator.result.States.Change;
import dev.linnet.simulator.scenario.MeshScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A map of the mesh that plays a run back: a mark for each node, by region. However large the run,
 * it has a bounded size: each so-and-so-many-th node is drawn if there are more than {@link
 * #MOST_NODES}; time goes in {@link #MOST_FRAMES} steps at the most, and in fewer and longer ones
 * as long as there are more than {@link #MOST_CHANGES} changes from step to step.
 */
final class Playback {
  static final int MOST_NODES = 1_000;
  static final int MOST_FRAMES = 300;
  static final int MOST_CHANGES = 20_000;
  static final int MOST_MOMENTS = 200;

  /** Its default turns what could end a script element into escapes. */
  private static final Gson JSON = new Gson();

  private final List<States.OfModel> models;
  private final List<Recorder.Moment> moments;
  private final List<Region> regions = new ArrayList<>();
  private final int every;
  private final long frameNanos;
  private final int frames;
  private final List<TreeMap<Integer, TreeMap<Integer, Integer>>> changes = new ArrayList<>();

  private record Region(String name, int drawn) {}

  Playback(MeshScenario scenario, RunResult run) {
    models = run.states();
    moments = run.moments();
    every = (scenario.nodeCount() + MOST_NODES - 1) / MOST_NODES;
    int from = 0;
    for (Map.Entry<String, Integer> region : scenario.nodesByRegion().entrySet()) {
      int to = from + region.getValue();
      int drawn = (int) (ceil(to, every) - ceil(from, every));
      if (drawn > 0) {
        regions.add(new Region(region.getKey(), drawn));
      }
      from = to;
    }
    long endNanos =
        Math.max(
            run.series().stream().mapToLong(RunResult.Sample::atNanos).max().orElse(0),
            models.stream()
                .flatMap(model -> model.changes().stream())
                .mapToLong(Change::atNanos)
                .max()
                .orElse(0));
    long step = Math.max(scenario.recording().everyNanos(), ceil(endNanos, MOST_FRAMES - 1));
    fill(step);
    while (count() > MOST_CHANGES && step < endNanos) {
      step *= 2;
      fill(step);
    }
    frameNanos = step;
    frames = (int) ceil(endNanos, step) + 1;
  }

  private static long ceil(long of, long by) {
    return (of + by - 1) / by;
  }

  /** By model and step, the last state of each node in that step. */
  private void fill(long stepNanos) {
    changes.clear();
    for (States.OfModel model : models) {
      TreeMap<Integer, TreeMap<Integer, Integer>> byFrame = new TreeMap<>();
      for (Change change : model.changes()) {
        if (change.node() % every == 0) {
          byFrame
              .computeIfAbsent((int) ceil(change.atNanos(), stepNanos), any -> new TreeMap<>())
              .put(change.node() / every, change.state());
        }
      }
      changes.add(byFrame);
    }
  }

  int count() {
    return changes.stream().flatMap(byFrame -> byFrame.values().stream()).mapToInt(Map::size).sum();
  }

  int frames() {
    return frames;
  }

  String caption() {
    return "Steps of "
        + Figures.seconds(frameNanos)
        + " s; what came and went within one is not seen."
        + (every == 1
            ? ""
            : " One of " + every + " nodes is drawn; the figures above count them all.");
  }

  /** {@code changes} of a model: [step, node, state, node, state, …] for each step. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("stepSeconds", frameNanos / 1e9);
    json.addProperty("frames", frames);
    JsonArray all = new JsonArray();
    for (int i = 0; i < models.size(); i++) {
      JsonObject model = new JsonObject();
      model.addProperty("name", models.get(i).model());
      JsonArray versions = new JsonArray();
      models.get(i).versions().forEach(versions::add);
      model.add("versions", versions);
      JsonArray steps = new JsonArray();
      changes
          .get(i)
          .forEach(
              (frame, nodes) -> {
                JsonArray step = new JsonArray();
                step.add(frame);
                nodes.forEach(
                    (node, state) -> {
                      step.add(node);
                      step.add(state);
                    });
                steps.add(step);
              });
      model.add("changes", steps);
      all.add(model);
    }
    json.add("models", all);
    return JSON.toJson(json);
  }

  String markup() {
    StringBuilder out = new StringBuilder("<div id=\"playback\">\n<div class=\"controls\">\n");
    out.append("<button type=\"button\" id=\"play\" disabled>Play</button>\n")
        .append("<input type=\"range\" id=\"time\" min=\"0\" max=\"")
        .append(frames - 1)
        .append("\" value=\"")
        .append(frames - 1)
        .append("\" aria-label=\"time\" disabled>\n<output id=\"clock\" for=\"time\"></output>\n")
        .append("<select id=\"model\" aria-label=\"model\" disabled></select>\n</div>\n")
        .append("<noscript><p>Without scripts nothing moves here.</p></noscript>\n")
        .append("<ul id=\"legend\"></ul>\n<div class=\"map\">\n");
    for (Region region : regions) {
      out.append("<section><h4>")
          .append(Html.escaped(region.name))
          .append("</h4><p class=\"count\"></p><div class=\"nodes\" aria-hidden=\"true\">");
      out.append("<i></i>".repeat(region.drawn)).append("</div></section>\n");
    }
    out.append("</div>\n<h3>What happened</h3>\n<ol class=\"moments\">\n");
    for (Recorder.Moment moment : moments.subList(0, Math.min(MOST_MOMENTS, moments.size()))) {
      out.append("<li><button type=\"button\" data-step=\"")
          .append(Math.min(frames - 1, ceil(moment.atNanos(), frameNanos)))
          .append("\" disabled>")
          .append(Figures.seconds(moment.atNanos() / 100_000_000L * 100_000_000L))
          .append(" s</button> ")
          .append(Html.escaped(moment.words()))
          .append("</li>\n");
    }
    out.append("</ol>\n");
    if (moments.size() > MOST_MOMENTS) {
      out.append("<p>And ")
          .append(moments.size() - MOST_MOMENTS)
          .append(" more; all stand in events.jsonl.</p>\n");
    }
    return out.append("<script type=\"application/json\" id=\"run\">")
        .append(json())
        .append("</script>\n</div>\n")
        .toString();
  }
}
