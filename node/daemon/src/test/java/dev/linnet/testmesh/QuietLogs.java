package dev.linnet.testmesh;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Lets the libraries of this process speak of warnings alone. */
public final class QuietLogs {
  /** Held, since loggers of the JDK that nobody holds forget their level. */
  private static final java.util.logging.Logger TRIBUO =
      java.util.logging.Logger.getLogger("org.tribuo");

  private QuietLogs() {}

  /** From now on. */
  public static void set() {
    TRIBUO.setLevel(java.util.logging.Level.WARNING);
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
  }
}
