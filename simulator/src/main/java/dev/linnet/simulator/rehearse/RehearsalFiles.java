package dev.linnet.simulator.rehearse;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.linnet.simulator.rehearse.Outcome.InRegion;
import dev.linnet.simulator.rehearse.Rehearsal.Tried;
import dev.linnet.simulator.result.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What came of a rehearsal, for programs: a document, and every run as a row. */
final class RehearsalFiles {
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private final Rehearsal rehearsal;
  private final List<Tried> all;

  RehearsalFiles(Rehearsal rehearsal, List<Tried> all) {
    this.rehearsal = rehearsal;
    this.all = List.copyOf(all);
  }

  /** Writes {@code rehearsal.json}, {@code runs.csv} and {@code regions.csv}. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("rehearsal.json"), json() + "\n");
    List<String> runs = new ArrayList<>();
    runs.add(
        "plan,version_is,seed,state,rolled_back,promoted_seconds,gone_seconds,nodes_touched,"
            + "answers,wrong_answers,wide_chunk_bytes,wide_message_bytes");
    List<String> regions = new ArrayList<>();
    regions.add("plan,version_is,seed,region,first_seconds,all_seconds,promoted_seconds");
    for (Tried tried : all) {
      String plan = tried.candidate().file().toString();
      tried
          .outcomes()
          .forEach(
              (question, outcomes) ->
                  outcomes.forEach(
                      outcome -> {
                        runs.add(row(plan, question, outcome));
                        outcome
                            .regions()
                            .forEach(
                                (region, one) ->
                                    regions.add(row(plan, question, outcome, region, one)));
                      }));
    }
    Files.write(directory.resolve("runs.csv"), runs);
    Files.write(directory.resolve("regions.csv"), regions);
  }

  private static String row(String plan, String question, Outcome outcome) {
    return Figures.line(
        List.of(
            plan,
            question,
            "" + outcome.seed(),
            outcome.state(),
            "" + outcome.rolledBack(),
            cell(outcome.promotedSeconds()),
            cell(outcome.goneSeconds()),
            "" + outcome.nodesTouched(),
            "" + outcome.answers(),
            "" + outcome.wrongAnswers(),
            "" + outcome.wideChunkBytes(),
            "" + outcome.wideMessageBytes()));
  }

  private static String row(
      String plan, String question, Outcome outcome, String region, InRegion one) {
    return Figures.line(
        List.of(
            plan,
            question,
            "" + outcome.seed(),
            region,
            cell(one.firstSeconds()),
            cell(one.allSeconds()),
            cell(one.promotedSeconds())));
  }

  private static String cell(double seconds) {
    return Double.isNaN(seconds) ? "" : Double.toString(seconds);
  }

  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("apiVersion", "linnet/v1");
    json.addProperty("twin", rehearsal.twin().scenario().name());
    json.addProperty("nodes", rehearsal.twin().scenario().nodeCount());
    json.addProperty("seeds", rehearsal.settings().seeds());
    JsonArray plans = new JsonArray();
    all.forEach(tried -> plans.add(plan(tried)));
    json.add("plans", plans);
    return JSON.toJson(json);
  }

  private JsonObject plan(Tried tried) {
    JsonObject json = new JsonObject();
    json.addProperty("plan", tried.candidate().file().toString());
    json.addProperty("model", tried.candidate().plan().model().value());
    json.addProperty("version", tried.candidate().plan().version());
    JsonArray notes = new JsonArray();
    tried.candidate().remarks().forEach(notes::add);
    json.add("notes", notes);
    JsonObject questions = new JsonObject();
    for (Question question : rehearsal.questions()) {
      questions.add(question.name(), answer(tried, question));
    }
    json.add("questions", questions);
    return json;
  }

  private JsonObject answer(Tried tried, Question question) {
    List<Outcome> outcomes = tried.of(question);
    JsonObject json = new JsonObject();
    json.addProperty("versionIs", question.sentence());
    json.addProperty("runs", outcomes.size());
    Chance rolledBack = RehearsalReport.rolledBack(tried, question);
    JsonObject chance = new JsonObject();
    chance.addProperty("runs", rolledBack.hits());
    if (rolledBack.runs() > 0) {
      chance.addProperty("low95", rolledBack.low());
      chance.addProperty("high95", rolledBack.high());
    }
    json.add("rolledBack", chance);
    json.add("promotedSeconds", range(tried.figures(question, Outcome::promotedSeconds)));
    json.add("goneSeconds", range(tried.figures(question, Outcome::goneSeconds)));
    json.add("nodesTouched", range(tried.figures(question, Outcome::nodesTouched)));
    json.add("answers", range(tried.figures(question, Outcome::answers)));
    json.add("wrongAnswers", range(tried.figures(question, Outcome::wrongAnswers)));
    json.add("wideChunkBytes", range(tried.figures(question, Outcome::wideChunkBytes)));
    json.add("wideMessageBytes", range(tried.figures(question, Outcome::wideMessageBytes)));
    JsonObject regions = new JsonObject();
    Map<String, InRegion> named = outcomes.isEmpty() ? Map.of() : outcomes.get(0).regions();
    for (String region : named.keySet()) {
      JsonObject one = new JsonObject();
      one.add(
          "firstSeconds",
          range(outcomes.stream().map(it -> it.in(region).firstSeconds()).toList()));
      one.add(
          "allSeconds", range(outcomes.stream().map(it -> it.in(region).allSeconds()).toList()));
      one.add(
          "promotedSeconds",
          range(outcomes.stream().map(it -> it.in(region).promotedSeconds()).toList()));
      regions.add(region, one);
    }
    json.add("regions", regions);
    return json;
  }

  private static JsonObject range(List<Double> figures) {
    return range(figures.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static JsonObject range(double[] figures) {
    Range range = Range.of(figures);
    JsonObject json = new JsonObject();
    json.addProperty("n", range.shown());
    add(json, "median", range.median());
    add(json, "min", range.least());
    add(json, "max", range.most());
    return json;
  }

  private static void add(JsonObject json, String key, double value) {
    if (Double.isNaN(value)) {
      json.add(key, JsonNull.INSTANCE);
    } else {
      json.addProperty(key, value);
    }
  }
}
