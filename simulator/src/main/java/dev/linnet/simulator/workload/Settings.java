package dev.linnet.simulator.workload;

import dev.linnet.documents.Nearest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What a workload may be told, by name. It asks for each setting with the value it takes when
 * nothing is said; a value that is not of the kind asked for, and one that nobody asked for, is
 * refused in words for a person. Many runs may share one, on many threads.
 */
public final class Settings {
  private final TreeMap<String, String> given;
  private final Set<String> known = new ConcurrentSkipListSet<>();

  public Settings(Map<String, String> given) {
    this.given = new TreeMap<>(given);
  }

  /** Nothing is said. */
  public static Settings none() {
    return new Settings(Map.of());
  }

  /** Some settings: name, value, name, value. */
  public static Settings of(String... namesAndValues) {
    TreeMap<String, String> given = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      given.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Settings(given);
  }

  /** A whole number between two limits, both allowed. */
  public int whole(String name, int otherwise, int least, int most) {
    String text = read(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, text, "a whole number from " + least + " to " + most);
    }
    throw wrong(name, text, "a whole number from " + least + " to " + most);
  }

  /** A probability. */
  public Chance chance(String name, double otherwise) {
    String text = read(name);
    if (text == null) {
      return Chance.of(otherwise);
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 1) {
        return Chance.of(value);
      }
    } catch (NumberFormatException e) {
      throw wrong(name, text, "a probability from 0 to 1");
    }
    throw wrong(name, text, "a probability from 0 to 1");
  }

  /** One of the constants of an enum, written in lower case and with hyphens. */
  public <E extends Enum<E>> E choice(String name, E otherwise) {
    String text = read(name);
    if (text == null) {
      return otherwise;
    }
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    for (E one : all) {
      if (spelled(one).equals(text)) {
        return one;
      }
    }
    throw wrong(
        name,
        text,
        "one of " + String.join(", ", Arrays.stream(all).map(Settings::spelled).toList()));
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private @Nullable String read(String name) {
    known.add(name);
    return given.get(name);
  }

  private static WrongSetting wrong(String name, String text, String expected) {
    return new WrongSetting(name, "expected " + expected + ", got " + text);
  }

  /** Refuses what was given and never asked for. */
  void requireAllRead(String workload) {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new WrongSetting(
            name,
            workload
                + " has no such setting; "
                + Nearest.of(name, known)
                    .map(nearest -> "did you mean '" + nearest + "'?")
                    .orElse(
                        "expected "
                            + (known.isEmpty() ? "none" : "one of " + String.join(", ", known))));
      }
    }
  }
}
