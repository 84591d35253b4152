package dev.linnet.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something a person may want to know: {@code kind} in UPPER_SNAKE for tools, a sentence for
 * people, and what it is about (keys such as {@code rollout}, {@code model}, {@code region}, {@code
 * node}).
 */
public record Notice(Severity severity, String kind, String sentence, Map<String, String> about) {
  /** How soon a person should look. */
  public enum Severity {
    INFO,
    WARNING,
    ALARM
  }

  public Notice {
    about = Collections.unmodifiableMap(new TreeMap<>(about));
  }
}
