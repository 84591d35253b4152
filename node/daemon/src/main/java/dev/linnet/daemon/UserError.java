package dev.linnet.daemon;

import dev.linnet.documents.OneLine;

/**
 * Something that a person can mend. The message is one line: what, where, what was expected, what
 * to do. It is all that the person sees; a cause goes to the log.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** It was understood and did not work. */
  public static final int FAILED = 1;

  /** The command line, a file or a configuration is wrong. */
  public static final int USAGE = 2;

  /** The node, or a registry, does not answer. */
  public static final int UNREACHABLE = 3;

  /** A key, a certificate, a signature or a login was refused. */
  public static final int REFUSED = 4;

  private final int exitCode;

  public UserError(int exitCode, String message) {
    super(OneLine.of(message));
    this.exitCode = exitCode;
  }

  public UserError(int exitCode, String message, Throwable cause) {
    super(OneLine.of(message), cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
