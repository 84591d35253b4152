package dev.linnet.daemon.serving;

/** An inference that was not answered; the message is one line for whoever asked. */
public final class InferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose turn it is to change something. */
  public enum Status {
    /** Whoever asked went away, so that nobody hears this. */
    CANCELLED(1, "CANCELLED", 499),
    /** The request does not fit the model: the caller's. */
    INVALID(3, "INVALID_ARGUMENT", 400),
    /** No such model, or no such version of it: the caller's. */
    NOT_FOUND(5, "NOT_FOUND", 404),
    /** The request needs something that this server does not have: the caller's. */
    UNSUPPORTED(12, "UNIMPLEMENTED", 501),
    /** Nothing serves yet, or the server is closing: try again. */
    NOT_READY(14, "UNAVAILABLE", 503),
    /** Too many requests wait, or hold memory: try again later. */
    EXHAUSTED(8, "RESOURCE_EXHAUSTED", 429),
    /** The request is more than this server ever takes: the caller's. */
    TOO_LARGE(8, "RESOURCE_EXHAUSTED", 413),
    /** The model failed in the runtime. */
    RUNTIME(13, "INTERNAL", 500);

    private final int grpcCode;
    private final String grpcName;
    private final int httpStatus;

    Status(int grpcCode, String grpcName, int httpStatus) {
      this.grpcCode = grpcCode;
      this.grpcName = grpcName;
      this.httpStatus = httpStatus;
    }

    public int grpcCode() {
      return grpcCode;
    }

    /** The name of the gRPC code; also the label {@code code} of the metrics. */
    public String grpcName() {
      return grpcName;
    }

    public int httpStatus() {
      return httpStatus;
    }

    /** Whether the request was right, so that it counts as failed by this server. */
    public boolean isOurs() {
      return this == NOT_READY || this == EXHAUSTED || this == RUNTIME;
    }
  }

  /** What a caller sent is named in it, and may be long. */
  private static final int MOST_CHARACTERS = 1_000;

  private final Status status;

  public InferenceException(Status status, String message) {
    super(brief(message));
    this.status = status;
  }

  InferenceException(Status status, String message, Throwable cause) {
    super(brief(message), cause);
    this.status = status;
  }

  private static String brief(String message) {
    return message.length() <= MOST_CHARACTERS
        ? message
        : message.substring(0, MOST_CHARACTERS) + "…";
  }

  public Status status() {
    return status;
  }

  /**
   * Java could not allocate. Memory outside the heap may run out so, from where the runtime reads
   * its inputs; where the heap does, the daemon ends before anybody catches this.
   */
  public static InferenceException noMemory(OutOfMemoryError e) {
    return new InferenceException(
        Status.EXHAUSTED,
        "too busy: no memory is left: " + e.getMessage() + ", try again later",
        e);
  }

  /** The request does not fit. */
  public static InferenceException invalid(String message) {
    return new InferenceException(Status.INVALID, message);
  }
}
