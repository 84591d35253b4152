package dev.linnet.daemon;

import dev.linnet.core.Event.ChunkFailure;

/** A chunk did not come; says why in the core's words. */
public final class ChunkUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ChunkFailure failure;

  public ChunkUnavailable(ChunkFailure failure, String message) {
    super(message);
    this.failure = failure;
  }

  public ChunkFailure failure() {
    return failure;
  }
}
