package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.KeySource;
import picocli.CommandLine.ITypeConverter;

/** What stands after {@code --key}. */
final class KeySourceConverter implements ITypeConverter<KeySource> {
  KeySourceConverter() {}

  @Override
  public KeySource convert(String text) {
    return new KeySource(text);
  }
}
