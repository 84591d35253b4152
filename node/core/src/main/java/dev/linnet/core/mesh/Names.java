package dev.linnet.core.mesh;

import java.util.regex.Pattern;

/** The one rule for names: safe in a path, a URI, a metric label and a DNS label. */
public final class Names {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

  private Names() {}

  /**
   * Returns {@code value} if it is a name.
   *
   * @throws IllegalArgumentException naming {@code what} and the rule
   */
  public static String require(String what, String value) {
    if (!LABEL.matcher(value).matches() || value.contains("..")) {
      throw new IllegalArgumentException(
          what
              + " name '"
              + (value.length() > 80 ? value.substring(0, 80) + "…" : value)
              + "': expected 1 to 63 of a-z, 0-9, '.', '_' and '-',"
              + " starting and ending with a letter or digit");
    }
    return value;
  }
}
