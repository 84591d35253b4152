package dev.linnet.simulator.rehearse;

import dev.linnet.simulator.rehearse.Outcome.InRegion;
import dev.linnet.simulator.rehearse.Rehearsal.Tried;
import dev.linnet.simulator.scenario.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What came of a rehearsal, in words and tables. */
final class RehearsalReport {
  private final Rehearsal rehearsal;
  private final List<Tried> all;

  RehearsalReport(Rehearsal rehearsal, List<Tried> all) {
    this.rehearsal = rehearsal;
    this.all = List.copyOf(all);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "twin %s: %d nodes in %d regions; medians of %d seeds, ends in brackets"
            .formatted(
                rehearsal.twin().scenario().name(),
                rehearsal.twin().scenario().nodeCount(),
                rehearsal.twin().scenario().regionNames().size(),
                rehearsal.settings().seeds()));
    all.forEach(tried -> plan(tried, lines));
    if (all.size() > 1) {
      comparison(lines);
    }
    return lines;
  }

  private void plan(Tried tried, List<String> lines) {
    Candidate candidate = tried.candidate();
    lines.add("");
    lines.add(
        "%s: %s %s, %s"
            .formatted(
                candidate.file(),
                candidate.plan().model(),
                candidate.plan().version(),
                Amounts.bytes(candidate.modelBytes())));
    candidate.remarks().forEach(remark -> lines.add("  note: " + remark));
    for (Question question : rehearsal.questions()) {
      if (tried.of(question).isEmpty()) {
        lines.add("  " + question.sentence() + ": not run");
      } else if (question.name().equals(Question.HEALTHY)) {
        healthy(tried, question, lines);
      } else {
        bad(tried, question, lines);
      }
    }
  }

  private static void healthy(Tried tried, Question question, List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("region", "first node serves", "all serve", "promoted"));
    tried
        .of(question)
        .get(0)
        .regions()
        .keySet()
        .forEach(
            region ->
                rows.add(
                    List.of(
                        region,
                        inRegion(tried, question, region, InRegion::firstSeconds),
                        inRegion(tried, question, region, InRegion::allSeconds),
                        inRegion(tried, question, region, InRegion::promotedSeconds))));
    lines.add("  " + question.sentence() + ":");
    table(rows).forEach(row -> lines.add("    " + row));
    lines.add(
        "    promoted everywhere after "
            + Range.of(tried.figures(question, Outcome::promotedSeconds))
                .text(Amounts::seconds, " s"));
    lines.add(
        "    over the wide area: %s of the model, %s of messages"
            .formatted(
                Range.of(tried.figures(question, Outcome::wideChunkBytes)).text(Amounts::bytes, ""),
                Range.of(tried.figures(question, Outcome::wideMessageBytes))
                    .text(Amounts::bytes, "")));
    lines.add("    rolled back by mistake: " + rolledBack(tried, question).text() + ", at 95 %");
  }

  private static String inRegion(
      Tried tried, Question question, String region, ToDoubleFunction<InRegion> figure) {
    return Range.of(tried.figures(question, outcome -> figure.applyAsDouble(outcome.in(region))))
        .text(Amounts::seconds, " s");
  }

  private static void bad(Tried tried, Question question, List<String> lines) {
    lines.add("  " + question.sentence() + ":");
    lines.add("    rolled back: " + rolledBack(tried, question).text() + ", at 95 %");
    lines.add(
        "    touched before: %s nodes, %s answers, %s of them wrong"
            .formatted(
                Range.of(tried.figures(question, Outcome::nodesTouched)).text(Amounts::whole, ""),
                Range.of(tried.figures(question, Outcome::answers)).text(Amounts::whole, ""),
                Range.of(tried.figures(question, Outcome::wrongAnswers)).text(Amounts::whole, "")));
    lines.add(
        "    nobody serves it after "
            + Range.of(tried.figures(question, Outcome::goneSeconds)).text(Amounts::seconds, " s"));
  }

  static Chance rolledBack(Tried tried, Question question) {
    List<Outcome> outcomes = tried.of(question);
    return new Chance((int) outcomes.stream().filter(Outcome::rolledBack).count(), outcomes.size());
  }

  /** One row a respect; nothing adds them up, for nobody else can weigh them. */
  private void comparison(List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("less is better"));
    all.forEach(tried -> head.add(tried.candidate().file().toString()));
    rows.add(head);
    for (Respect respect : Respect.all(rehearsal.questions())) {
      List<String> row = new ArrayList<>(List.of(respect.name()));
      for (int i = 0; i < all.size(); i++) {
        row.add(respect.text(all.get(i)) + (respect.isBest(i, all) ? " *" : ""));
      }
      rows.add(row);
    }
    List<String> mistakes = new ArrayList<>(List.of("rolled back by mistake"));
    all.forEach(tried -> mistakes.add(rolledBack(tried, rehearsal.questions().get(0)).text()));
    rows.add(mistakes);
    lines.add("");
    lines.addAll(table(rows));
    lines.add("* less than each other plan's: seed by seed, with 95 % confidence");
  }

  /** Columns as wide as their widest cell. */
  private static List<String> table(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(1);
        line.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", row.get(column)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
