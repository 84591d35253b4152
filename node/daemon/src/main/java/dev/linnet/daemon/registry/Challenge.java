package dev.linnet.daemon.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be asked, as {@code WWW-Authenticate} says it.
 *
 * @param scheme in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  static final String BEARER = "bearer";
  static final String BASIC = "basic";

  /** Matching takes up to the square of the length. */
  private static final int MAX_LENGTH = 8 * 1024;

  private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z0-9-]+)(?:\\s+(.*))?");
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,\"]+))");

  /** The one of those in the headers that is answered: a token before a password. */
  static Optional<Challenge> choose(List<String> headers) {
    List<Challenge> all = headers.stream().map(Challenge::parse).flatMap(Optional::stream).toList();
    return all.stream()
        .filter(each -> each.scheme.equals(BEARER))
        .findFirst()
        .or(() -> all.stream().filter(each -> each.scheme.equals(BASIC)).findFirst());
  }

  private static Optional<Challenge> parse(String header) {
    Matcher form = SCHEME.matcher(header);
    if (header.length() > MAX_LENGTH || !form.matches()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new TreeMap<>();
    if (form.group(2) != null) {
      Matcher each = PARAMETER.matcher(form.group(2));
      while (each.find()) {
        String value = each.group(2) == null ? each.group(3) : each.group(2);
        parameters.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), value);
      }
    }
    return Optional.of(new Challenge(form.group(1).toLowerCase(Locale.ROOT), parameters));
  }
}
