package dev.linnet.daemon.command;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How data is printed. */
enum Format {
  TABLE,
  JSON,
  YAML;

  /** The words of {@code -o}, for completion. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(Format::word).iterator();
    }
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@code -o}. */
  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String word) {
      for (Format format : values()) {
        if (format.word().equals(word)) {
          return format;
        }
      }
      throw new TypeConversionException("expected table, json or yaml, got '" + word + "'");
    }
  }
}
