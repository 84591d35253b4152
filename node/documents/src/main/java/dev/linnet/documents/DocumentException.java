package dev.linnet.documents;

/**
 * A document that cannot be used as it is. The message is one line for a person: file, line,
 * column, what is wrong, and what was expected.
 */
public final class DocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DocumentException(String message) {
    super(oneLine(message));
  }

  public DocumentException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** What was written may have line ends in it, and whatever steers a terminal. */
  private static String oneLine(String message) {
    return message.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]", " ");
  }
}
