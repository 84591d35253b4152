package dev.linnet.daemon.events;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Leads what libraries say by Java's own logging, such as gRPC, to where all else is logged. Java
 * would print it on standard error, past the log's format and levels.
 */
public final class JavaLog {
  private JavaLog() {}

  /** Does so from now on. */
  public static void toSlf4j() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
