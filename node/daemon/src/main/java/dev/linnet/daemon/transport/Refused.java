package dev.linnet.daemon.transport;

/** A peer is not who it should be; the message says why, to follow "refused: ". */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message);
  }
}
