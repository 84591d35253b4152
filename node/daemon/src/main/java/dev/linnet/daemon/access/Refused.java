package dev.linnet.daemon.access;

import io.grpc.Status;
import java.util.Locale;

/** A caller is turned away, for a reason that it may know. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /** By what the metric counts. */
  enum Reason {
    NO_TOKEN(401, Status.Code.UNAUTHENTICATED),
    WRONG_TOKEN(401, Status.Code.UNAUTHENTICATED),
    EXPIRED(401, Status.Code.UNAUTHENTICATED),
    ROLE(403, Status.Code.PERMISSION_DENIED),
    TOO_MANY(429, Status.Code.RESOURCE_EXHAUSTED);

    private final int http;
    private final Status.Code grpc;

    Reason(int http, Status.Code grpc) {
      this.http = http;
      this.grpc = grpc;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  Refused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The status that HTTP has for it. */
  public int http() {
    return reason.http;
  }

  Status grpc() {
    return reason.grpc.toStatus().withDescription(getMessage());
  }

  /** In words. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
