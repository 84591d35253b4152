package dev.linnet.documents;

/**
 * A document that cannot be used as it is. The message is one line for a person: file, line,
 * column, what is wrong, and what was expected.
 */
public final class DocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DocumentException(String message) {
    super(OneLine.of(message));
  }

  public DocumentException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
