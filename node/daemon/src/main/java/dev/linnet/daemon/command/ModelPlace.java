package dev.linnet.daemon.command;

import dev.linnet.daemon.registry.Reference;
import picocli.CommandLine.ITypeConverter;

/** Where a model lies, as a person names it: a directory, a file, or a reference to a registry. */
record ModelPlace(String text) {
  /** Anything is a place; what is there is looked at later. */
  static final class Converter implements ITypeConverter<ModelPlace> {
    @Override
    public ModelPlace convert(String text) {
      return new ModelPlace(text);
    }
  }

  boolean isInRegistry() {
    return text.startsWith(Reference.SCHEME);
  }
}
