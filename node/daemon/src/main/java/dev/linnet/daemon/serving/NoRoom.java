package dev.linnet.daemon.serving;

import java.util.regex.Pattern;

/**
 * Tells whether a version could not be loaded because the device has no descriptor, thread or
 * memory left, for which no version is to blame. A model could bring these words into the runtime's
 * message by the names in it; so whoever asks waits for room a while, and not for ever.
 */
final class NoRoom {
  /** In the words of the C library, of ONNX Runtime and of Java, or as a number of Linux. */
  private static final Pattern WORDS =
      Pattern.compile(
          "Too many open files"
              + "|Cannot allocate memory"
              + "|Resource temporarily unavailable"
              + "|std::bad_alloc"
              + "|Failed to allocate memory"
              + "|pthread_create failed"
              + "|system error number (11|12|23|24)\\b"); // EAGAIN, ENOMEM, ENFILE, EMFILE

  private NoRoom() {}

  /** Looks at what lies under the failure as well. */
  static boolean isWhy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || saysSo(cause)) {
        return true;
      }
    }
    return false;
  }

  /** What this package says of a model repeats names out of it, and tells of no lack. */
  private static boolean saysSo(Throwable cause) {
    return !(cause instanceof ModelLoadException)
        && cause.getMessage() != null
        && WORDS.matcher(cause.getMessage()).find();
  }
}
