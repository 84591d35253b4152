package dev.linnet.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** Which program this is, as its build wrote it down. */
final class Version {
  private static final String FILE = "build.properties";

  private Version() {}

  /** The version, as the jar's manifest states it. */
  static String current() {
    return Optional.ofNullable(Daemon.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /**
   * The revision of the sources; only {@code scripts/linnet} and {@code scripts/package} tell a
   * build of which one it is.
   */
  static String revision() {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      Properties written = new Properties();
      if (in != null) {
        written.load(in);
      }
      return written.getProperty("revision", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
