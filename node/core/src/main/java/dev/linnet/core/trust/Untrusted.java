package dev.linnet.core.trust;

/** What was said is not to be believed; the message says why in one line. No state was touched. */
public class Untrusted extends Exception {
  private static final long serialVersionUID = 1L;

  public Untrusted(String message) {
    super(message);
  }

  public Untrusted(String message, Throwable cause) {
    super(message, cause);
  }
}
