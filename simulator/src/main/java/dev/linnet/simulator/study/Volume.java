package dev.linnet.simulator.study;

import java.util.EnumMap;
import java.util.Map;

/** Messages and bytes, by kind. */
final class Volume {
  private final Map<Kind, Long> messages = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> bytes = new EnumMap<>(Kind.class);

  void message(Kind kind, long itsBytes) {
    messages.merge(kind, 1L, Long::sum);
    bytes(kind, itsBytes);
  }

  void bytes(Kind kind, long more) {
    bytes.merge(kind, more, Long::sum);
  }

  long messages(Kind kind) {
    return messages.getOrDefault(kind, 0L);
  }

  long bytes(Kind kind) {
    return bytes.getOrDefault(kind, 0L);
  }

  long messages() {
    return messages.values().stream().mapToLong(Long::longValue).sum();
  }

  long bytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
