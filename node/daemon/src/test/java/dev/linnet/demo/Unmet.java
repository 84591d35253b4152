package dev.linnet.demo;

/** Something that the demo was to show did not come about; the message names it. */
final class Unmet extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unmet(String message) {
    super(message);
  }
}
