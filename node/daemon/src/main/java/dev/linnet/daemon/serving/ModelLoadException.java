package dev.linnet.daemon.serving;

/** A model that cannot be loaded; the message is one line that says why. */
public final class ModelLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  ModelLoadException(String message) {
    super(message);
  }

  ModelLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
