package dev.linnet.core.rollout;

import dev.linnet.core.mesh.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a plan asks of a node's labels, which its owner gave it, or of its capabilities,
 * which its daemon measured.
 *
 * @param values texts to be among, or the one whole number to reach; none for EXISTS and
 *     DOES_NOT_EXIST
 */
public record Requirement(Subject subject, String key, Operator operator, List<String> values) {
  private static final int MAX_VALUES = 64;
  private static final int MAX_VALUE_LENGTH = 256;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

  /** Names of one processor architecture: those of plans (and of containers), and those of Java. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of("x86_64", "amd64", "aarch64", "arm64");

  /** Where the value is looked up. */
  public enum Subject {
    LABEL,
    CAPABILITY
  }

  /** How it is compared. What a node does not state is NOT_IN anything and reaches no number. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    AT_LEAST
  }

  public Requirement {
    values = List.copyOf(values);
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "key '" + key + "': expected 1 to 128 letters, digits, '.', '_', '/' and '-'");
    }
    if (values.size() > MAX_VALUES
        || values.stream().anyMatch(value -> value.length() > MAX_VALUE_LENGTH)) {
      throw new IllegalArgumentException(
          key + ": expected at most 64 values of at most 256 characters");
    }
    switch (operator) {
      case IN, NOT_IN -> require(!values.isEmpty(), key, operator, "one value or more");
      case EXISTS, DOES_NOT_EXIST -> require(values.isEmpty(), key, operator, "no values");
      case AT_LEAST ->
          require(
              values.size() == 1 && number(values.get(0)).isPresent(),
              key,
              operator,
              "one whole number of 0 or more");
    }
  }

  /** A node's label {@code key} is {@code value}. */
  public static Requirement label(String key, String value) {
    return new Requirement(Subject.LABEL, key, Operator.IN, List.of(value));
  }

  /** A node's capability {@code key} is {@code least} or more. */
  public static Requirement atLeast(String key, long least) {
    return new Requirement(
        Subject.CAPABILITY, key, Operator.AT_LEAST, List.of(Long.toString(least)));
  }

  /** Why a node does not meet it, as a sentence with what it has; empty if it does. */
  public Optional<String> mismatch(Profile profile) {
    String stated = (subject == Subject.LABEL ? profile.labels() : profile.capabilities()).get(key);
    return meets(stated)
        ? Optional.empty()
        : Optional.of(
            (subject == Subject.LABEL ? "label " : "")
                + key
                + (stated == null ? " is not stated" : " is '" + stated + "'")
                + ", expected "
                + expected());
  }

  private boolean meets(@Nullable String stated) {
    return switch (operator) {
      case IN -> stated != null && isListed(stated);
      case NOT_IN -> stated == null || !isListed(stated);
      case EXISTS -> stated != null;
      case DOES_NOT_EXIST -> stated == null;
      case AT_LEAST ->
          stated != null
              && number(stated)
                  .filter(offered -> offered >= Long.parseLong(values.get(0)))
                  .isPresent();
    };
  }

  private boolean isListed(String stated) {
    return values.stream().anyMatch(value -> canonical(value).equals(canonical(stated)));
  }

  private String canonical(String value) {
    return subject == Subject.CAPABILITY && key.equals("arch")
        ? ARCHITECTURES.getOrDefault(value, value)
        : value;
  }

  private String expected() {
    return switch (operator) {
      case IN -> String.join(" or ", values);
      case NOT_IN -> "anything but " + String.join(" and ", values);
      case EXISTS -> "any value";
      case DOES_NOT_EXIST -> "none";
      case AT_LEAST -> values.get(0) + " or more";
    };
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text)).filter(number -> number >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void require(boolean holds, String key, Operator operator, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " " + operator + ": expected " + expected);
    }
  }
}
