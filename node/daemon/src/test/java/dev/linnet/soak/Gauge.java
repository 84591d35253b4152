package dev.linnet.soak;

/** What a daemon holds. */
enum Gauge {
  MEMORY("memory", "MiB"),
  DESCRIPTORS("descriptors", ""),
  SOCKETS("sockets", ""),
  STORE_FILES("files of the store", ""),
  OTHERS("other descriptors", "");

  final String words;
  final String unit;

  Gauge(String words, String unit) {
    this.words = words;
    this.unit = unit;
  }

  /** Whose part the descriptor is, by what {@code /proc/PID/fd} says it leads to. */
  static Gauge of(String target) {
    if (target.startsWith("socket:")) {
      return SOCKETS;
    }
    return target.contains("/data/store/") ? STORE_FILES : OTHERS;
  }
}
