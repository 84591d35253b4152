package dev.linnet.daemon.command;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How data is printed. */
enum Format {
  TABLE,
  JSON,
  YAML;

  /** Reads {@code -o}. */
  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String word) {
      for (Format format : values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
          return format;
        }
      }
      throw new TypeConversionException("expected table, json or yaml, got '" + word + "'");
    }
  }
}
