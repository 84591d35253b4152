package dev.linnet.daemon;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why something failed, beneath what others wrapped it into. */
public final class Causes {
  /** A chain may be a ring. */
  private static final int MOST = 16;

  private Causes() {}

  /** The failure or the first of its causes that is of a type. */
  public static <T extends Throwable> Optional<T> find(Class<T> type, @Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST; depth++) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
