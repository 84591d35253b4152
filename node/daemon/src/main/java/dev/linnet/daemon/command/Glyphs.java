package dev.linnet.daemon.command;

import java.util.Map;

/** A glyph and a colour for each word of state; the word is always there too. */
final class Glyphs {
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String RED = "31";
  private static final String GREY = "90";
  private static final Map<String, String> GLYPHS =
      Map.ofEntries(
          Map.entry("PROMOTED", "✔"),
          Map.entry("SERVING", "✔"),
          Map.entry("ROLLED_BACK", "✖"),
          Map.entry("ABORTED", "✖"),
          Map.entry("FAILED", "✖"),
          Map.entry("UNHEALTHY", "✖"),
          Map.entry("FELL_BACK", "✖"),
          Map.entry("EXPIRED", "✖"),
          Map.entry("SUPERSEDED", "✖"),
          Map.entry("PAUSED", "‖"),
          Map.entry("HELD", "‖"),
          Map.entry("CLOSED", "○"),
          Map.entry("WAITING", "○"),
          Map.entry("WAITING_WINDOW", "○"),
          Map.entry("INELIGIBLE", "–"),
          Map.entry(Doc.NONE, "○"),
          Map.entry("NONE", "○"));
  private static final Map<String, String> COLORS =
      Map.of("✔", GREEN, "✖", RED, "‖", YELLOW, "○", GREY, "–", GREY);

  private Glyphs() {}

  /** Such as {@code ✔ PROMOTED}. */
  static String with(String state) {
    return GLYPHS.getOrDefault(state, "●")
        + " "
        + (state.equals(Doc.NONE) || state.equals("NONE") ? "UNDECIDED" : state);
  }

  /** Colours the state within a line. */
  static String colored(String line, String state) {
    String marked = with(state);
    String color = COLORS.getOrDefault(marked.substring(0, 1), YELLOW);
    return line.replace(marked, "\u001b[" + color + "m" + marked + "\u001b[0m");
  }
}
