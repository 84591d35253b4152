package dev.linnet.soak;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run came to, as a table and as a file. */
final class Report {
  private record Row(String what, String value, String remark) {}

  private final JsonObject json = new JsonObject();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> sentences;

  Report(
      SoakOptions options,
      double hours,
      int storms,
      Map<FaultKind, Integer> made,
      Ledger ledger,
      Rollouts rollouts,
      Calm calm,
      Supervisor supervisor,
      Gauges gauges,
      Breaks breaks,
      Site site) {
    row("seed", Long.toString(options.seed()), "");
    json.addProperty("seed", options.seed());
    row("hours run", "%.2f".formatted(hours), options.regions().toString());
    json.addProperty("hours", hours);
    row("storms", "" + storms, "");
    Map<String, Integer> faults = new TreeMap<>();
    made.forEach((kind, count) -> faults.put(kind.words, count));
    counts("faults", faults);
    row("inferences answered", "" + ledger.answers(), "");
    json.addProperty("answered", ledger.answers());
    counts("inferences failed", ledger.failed());
    counts("rollouts", rollouts.outcomes());
    row("commands that failed", "" + rollouts.commandsFailed(), "pushes, announcements, controls");
    json.addProperty("commandsFailed", rollouts.commandsFailed());
    row("pushed once more", "" + rollouts.pushedAgain(), "for its one holder lost its disk");
    counts("daemons that ended by themselves", supervisor.ends());
    spread("seconds from a storm's end to calm", calm.seconds());
    spread(
        "seconds from a fault's end to an answer",
        site.hosts().stream().flatMap(host -> host.backAfterSeconds().stream()).toList());
    for (Host host : site.hosts()) {
      slopes(host, gauges);
    }
    counts("broken", breaks.counts());
    sentences = breaks.sentences();
    JsonArray array = new JsonArray();
    sentences.forEach(array::add);
    json.add("sentences", array);
  }

  private void row(String what, String value, String remark) {
    rows.add(new Row(what, value, remark));
  }

  private void counts(String what, Map<String, ? extends Number> counts) {
    long sum = counts.values().stream().mapToLong(Number::longValue).sum();
    row(what, "" + sum, "");
    JsonObject object = new JsonObject();
    counts.forEach(
        (each, count) -> {
          row("  " + each, "" + count, "");
          object.addProperty(each, count);
        });
    json.add(what, object);
  }

  private void spread(String what, List<Double> values) {
    if (values.isEmpty()) {
      return;
    }
    List<Double> sorted = values.stream().sorted().toList();
    double median = sorted.get(sorted.size() / 2);
    double worst = Collections.max(sorted);
    row(
        what,
        "%.1f".formatted(median),
        "median of %d; at most %.1f".formatted(sorted.size(), worst));
    JsonObject object = new JsonObject();
    object.addProperty("n", sorted.size());
    object.addProperty("median", median);
    object.addProperty("max", worst);
    json.add(what, object);
  }

  /**
   * What grows and slows down is filling what it may; what grows on is a leak. The kinds of
   * descriptors tell whose, where one process ran all the time.
   */
  private void slopes(Host host, Gauges gauges) {
    for (Gauge gauge : Gauge.values()) {
      List<Slope.Sample> samples = gauges.samples(host, gauge);
      String what = host.name() + " " + gauge.words;
      boolean one = samples.stream().mapToLong(Slope.Sample::run).distinct().count() == 1;
      if (one || gauge == Gauge.MEMORY || gauge == Gauge.DESCRIPTORS) {
        slope(what, gauge.unit, samples);
      }
      if (one) {
        List<Slope.Sample> later = samples.subList(samples.size() / 2, samples.size());
        slope(what + ", second half", gauge.unit, later);
      }
    }
  }

  private void slope(String what, String unit, List<Slope.Sample> samples) {
    Slope slope = Slope.of(samples);
    double most = samples.stream().mapToDouble(Slope.Sample::value).max().orElse(0);
    row(what + ", most", "%.0f".formatted(most), slope.words(unit).replace("  ", " "));
    JsonObject object = new JsonObject();
    object.addProperty("most", most);
    object.addProperty("minutes", slope.minutes());
    if (!Double.isNaN(slope.perHour())) {
      object.addProperty("perHour", slope.perHour());
      object.addProperty("low", slope.lowPerHour());
      object.addProperty("high", slope.highPerHour());
    }
    json.add(what, object);
  }

  void print(Journal journal) {
    for (Row row : rows) {
      journal.print(
          String.format(Locale.ROOT, "%-46s %10s  %s", row.what, row.value, row.remark)
              .stripTrailing());
    }
    sentences.forEach(each -> journal.print("  " + each));
  }

  /** As a table of a document. */
  List<String> table(String command, String machine) {
    List<String> table = new ArrayList<>(List.of("`" + command + "`: " + machine, ""));
    table.add("| what | figure | |");
    table.add("|---|---|---|");
    for (Row row : rows) {
      String what = row.what.startsWith("  ") ? "– " + row.what.strip() : row.what;
      table.add("| %s | %s | %s |".formatted(what, row.value, row.remark));
    }
    sentences.forEach(each -> table.add("| broken | " + each + " | |"));
    return table;
  }

  void write(Path file) throws IOException {
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
  }
}
