package dev.linnet.simulator.result;

/** Text that comes from a scenario, made harmless for a page. */
final class Html {
  private Html() {}

  /** For the content of an element, and for the value of an attribute in quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
