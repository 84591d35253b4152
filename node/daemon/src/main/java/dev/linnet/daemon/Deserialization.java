package dev.linnet.daemon;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Config;
import java.io.ObjectInputFilter.Status;

/**
 * Java's own serialization is used for nothing here. Should a library ever be brought to read it,
 * the bytes must not choose which classes are built.
 */
public final class Deserialization {
  private static final ObjectInputFilter NOTHING = asked -> Status.REJECTED;

  private Deserialization() {}

  /**
   * From now on every object stream of this process is refused, unless {@code jdk.serialFilter}
   * says otherwise; cannot be taken back. The start script lets that property refuse all: Java
   * reads it at the first stream, while a filter that is set here costs each start a search of all
   * jars, for a log that Java keeps of filters.
   */
  public static void refuseAll() {
    if (System.getProperty("jdk.serialFilter") == null && Config.getSerialFilter() == null) {
      Config.setSerialFilter(NOTHING);
    }
  }
}
