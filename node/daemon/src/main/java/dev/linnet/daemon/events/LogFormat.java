package dev.linnet.daemon.events;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the daemon's log is written. */
public enum LogFormat {
  /** A line of words for people. */
  TEXT,
  /** An object a line for programs, with what an event is about in {@code kvpList}. */
  JSON;

  /** Writes the log so from now on. */
  public void apply() {
    if (this == JSON && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Iterator<Appender<ILoggingEvent>> all =
          context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      while (all.hasNext()) {
        if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
          appender.stop();
          appender.setEncoder(encoder(context));
          appender.start();
        }
      }
    }
  }

  private static JsonEncoder encoder(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.start();
    return encoder;
  }
}
