package dev.linnet.daemon.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.documents.OneLine;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The votes of a jury against a version, as people read them: which gate failed, and the figures
 * that a vote rests on. They are a handful: a gate fails at most jurors in the same way.
 *
 * @param more how many others there are
 */
record Objections(List<Objection> shown, int more) {
  /** One juror's. */
  record Objection(String juror, String words) {}

  /** The word of such a vote. */
  static final String UNHEALTHY = "UNHEALTHY";

  private static final int MAX_SHOWN = 5;
  private static final int MAX_FIGURES = 8;
  private static final MathContext DIGITS = new MathContext(4);
  private static final double LEAST_PLAIN = 1e-6;
  private static final double MOST_PLAIN = 1e15;

  /** Those among the {@code ballots} of a jury's document. */
  static Objections in(JsonObject jury) {
    List<JsonObject> against =
        Doc.objects(jury, "ballots").stream()
            .filter(ballot -> Doc.text(ballot, "ballot").equals(UNHEALTHY))
            .toList();
    return new Objections(
        against.stream().limit(MAX_SHOWN).map(Objections::objection).toList(),
        Math.max(0, against.size() - MAX_SHOWN));
  }

  private static Objection objection(JsonObject ballot) {
    String figures = figures(ballot);
    return new Objection(
        Doc.text(ballot, "juror"),
        Doc.text(ballot, "reason") + (figures.isEmpty() ? "" : " (" + figures + ")"));
  }

  private static String figures(JsonObject ballot) {
    if (!(ballot.get("evidence") instanceof JsonObject evidence)) {
      return "";
    }
    List<String> figures = new ArrayList<>();
    for (Map.Entry<String, JsonElement> figure : evidence.entrySet()) {
      if (figures.size() == MAX_FIGURES) {
        figures.add("…");
        break;
      }
      figures.add(OneLine.of(figure.getKey()) + "=" + rounded(Doc.text(evidence, figure.getKey())));
    }
    return String.join(", ", figures);
  }

  /** A number comes as a text with all its digits, and may be NaN. */
  private static String rounded(String text) {
    try {
      BigDecimal number = new BigDecimal(text).round(DIGITS).stripTrailingZeros();
      double size = Math.abs(number.doubleValue());
      return size == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)
          ? number.toPlainString()
          : number.toString();
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
