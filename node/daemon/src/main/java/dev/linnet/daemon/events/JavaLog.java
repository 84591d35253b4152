package dev.linnet.daemon.events;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Leads what libraries say by Java's own logging, such as gRPC, to where all else is logged. Java
 * would print it on standard error, past the log's format and levels.
 */
public final class JavaLog {
  private JavaLog() {}

  /** Does so from now on. */
  public static void toSlf4j() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").addHandler(new ToSlf4j());
  }

  private static final class ToSlf4j extends Handler {
    private final Formatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord record) {
      LoggingEventBuilder event =
          LoggerFactory.getLogger(String.valueOf(record.getLoggerName()))
              .atLevel(level(record.getLevel()));
      event.setCause(record.getThrown()).log(formatter.formatMessage(record));
    }

    private static org.slf4j.event.Level level(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return org.slf4j.event.Level.ERROR;
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return org.slf4j.event.Level.WARN;
      }
      return level.intValue() >= Level.INFO.intValue()
          ? org.slf4j.event.Level.INFO
          : org.slf4j.event.Level.DEBUG;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
