package dev.linnet.daemon.serving;

/** An inference that was not answered; the message is one line for whoever asked. */
public final class InferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose turn it is to change something. */
  public enum Status {
    /** The request does not fit the model: the caller's. */
    INVALID(3, "INVALID_ARGUMENT", 400),
    /** No such model, or no such version of it: the caller's. */
    NOT_FOUND(5, "NOT_FOUND", 404),
    /** The request needs something that this server does not have: the caller's. */
    UNSUPPORTED(12, "UNIMPLEMENTED", 501),
    /** Nothing serves yet, or the server is closing: try again. */
    NOT_READY(14, "UNAVAILABLE", 503),
    /** Too many requests wait: try again later. */
    EXHAUSTED(8, "RESOURCE_EXHAUSTED", 429),
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

  private final Status status;

  public InferenceException(Status status, String message) {
    super(message);
    this.status = status;
  }

  InferenceException(Status status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public Status status() {
    return status;
  }

  /** The request does not fit. */
  public static InferenceException invalid(String message) {
    return new InferenceException(Status.INVALID, message);
  }
}
