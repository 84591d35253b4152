package dev.linnet.documents;

/** A message for a person on one line: what it repeats may have line ends, and steer a terminal. */
public final class OneLine {
  private OneLine() {}

  public static String of(String message) {
    return message.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}\\x{2029}]", " ");
  }
}
