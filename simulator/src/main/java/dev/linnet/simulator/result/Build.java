package dev.linnet.simulator.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which program made some results.
 *
 * @param revision of its sources, or {@link #UNKNOWN}
 */
record Build(String version, String revision) {
  /** Only {@code scripts/linnet-sim} tells a build of which revision it is. */
  static final String UNKNOWN = "unknown";

  private static final String FILE = "build.properties";

  /** This program, as its build wrote it down. */
  static Build current() {
    try (InputStream in = Build.class.getResourceAsStream(FILE)) {
      Properties written = new Properties();
      if (in != null) {
        written.load(in);
      }
      return new Build(
          written.getProperty("version", "development"), written.getProperty("revision", UNKNOWN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether one seed may give other results there, as far as one can tell. */
  boolean differsFrom(Build other) {
    return !version.equals(other.version)
        || (!revision.equals(other.revision)
            && !revision.equals(UNKNOWN)
            && !other.revision.equals(UNKNOWN));
  }

  String words() {
    return revision.equals(UNKNOWN) ? version : version + " (" + revision + ")";
  }
}
