package dev.linnet.daemon.command;

import dev.linnet.documents.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --timeout}: how long to watch. */
final class TimeoutOption {
  /** A duration such as {@code 60s}. */
  static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        Duration duration = Units.duration(text);
        if (duration.compareTo(Duration.ofSeconds(1)) >= 0) {
          return duration;
        }
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
      throw new TypeConversionException("expected at least 1s, got '" + text + "'");
    }
  }

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Converter.class,
      description = "How long to follow, such as 60s or 2h (default: to the end).")
  private Duration timeout = Duration.ZERO;

  TimeoutOption() {}

  /** It runs from now on. */
  Countdown begin() {
    return new Countdown(timeout.toSeconds());
  }
}
