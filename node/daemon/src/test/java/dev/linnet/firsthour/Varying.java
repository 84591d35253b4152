package dev.linnet.firsthour;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What differs from one run to the next, and is left out where two are compared. */
final class Varying {
  private static final List<Map.Entry<Pattern, String>> MASKS =
      List.of(
          mask("\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+Z| \\d\\d:\\d\\d \\S+)", "TIME"),
          mask("(linnet|Java) \\d\\S*", "$1 VERSION"),
          mask("\\b[0-9a-f]{12}([0-9a-f]{52})?\\b", "DIGEST"),
          mask("\\b\\d+[smhd]\\b", "AGE"),
          mask("(?<![\\d.])\\d+\\.\\d+(E-\\d+)?(?![\\d.])", "NUMBER"),
          mask("% of \\d+", "% of COUNT"),
          mask("(?<=[a-z]=)[0-9.]+(?=[,)])|(?<=[a-z]=)NUMBER", "MEASURED"),
          mask("\\d+ healthy, \\d+ unhealthy, \\d+ silent( \\([^)]*\\))?", "VOTES"),
          mask("by \\d votes?", "by VOTES"),
          mask(" +", " "));

  private Varying() {}

  private static Map.Entry<Pattern, String> mask(String pattern, String word) {
    return Map.entry(Pattern.compile(pattern), word);
  }

  static String leftOut(String line) {
    String left = line;
    for (Map.Entry<Pattern, String> mask : MASKS) {
      left = mask.getKey().matcher(left).replaceAll(mask.getValue());
    }
    return left;
  }
}
