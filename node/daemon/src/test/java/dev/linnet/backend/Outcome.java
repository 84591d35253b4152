package dev.linnet.backend;

/**
 * How a case ended on one side.
 *
 * @param why one line; says nothing that the other side must say too
 */
record Outcome(boolean passed, String why) {
  private static final int BRIEF = 160;

  static Outcome passes(String why) {
    return new Outcome(true, why);
  }

  static Outcome fails(String why) {
    String line = why.strip().replaceAll("\\s*\\R\\s*", " ");
    return new Outcome(false, line.length() <= BRIEF ? line : line.substring(0, BRIEF) + "…");
  }

  /** For a table. */
  String mark() {
    return passed ? "pass" : "fail";
  }
}
