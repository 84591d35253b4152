package dev.linnet.firsthour;

import java.util.ArrayList;
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
          mask(" +", " "),
          mask("\\S+( vote ✖ UNHEALTHY| UNHEALTHY:)", "JUROR$1"));

  private Varying() {}

  private static Map.Entry<Pattern, String> mask(String pattern, String word) {
    return Map.entry(Pattern.compile(pattern), word);
  }

  /** What several jurors say alike is one line: how many vote before the wave ends varies too. */
  static List<String> leftOut(List<String> lines) {
    List<String> left = new ArrayList<>();
    for (String line : lines) {
      String next = leftOut(line);
      if (left.isEmpty() || !next.equals(left.get(left.size() - 1))) {
        left.add(next);
      }
    }
    return left;
  }

  static String leftOut(String line) {
    String left = line;
    for (Map.Entry<Pattern, String> mask : MASKS) {
      left = mask.getKey().matcher(left).replaceAll(mask.getValue());
    }
    return left;
  }
}
