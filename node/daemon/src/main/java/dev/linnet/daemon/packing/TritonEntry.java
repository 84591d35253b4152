package dev.linnet.daemon.packing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds that may be one model of Triton's: {@code VERSION/model.onnx} beside a
 * {@code config.pbtxt}.
 *
 * @param versions those with such a file in them, the highest last
 */
record TritonEntry(TritonConfig config, List<String> versions) {
  static TritonEntry read(Path directory) throws IOException {
    return new TritonEntry(TritonConfig.read(directory), versions(directory));
  }

  /** The directories with a number as their name and a model in them, by number. */
  static List<String> versions(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(Source.MODEL)))
          .map(Source::fileName)
          .filter(name -> name.matches("0|[1-9][0-9]{0,17}"))
          .sorted(Comparator.comparingLong(Long::parseLong))
          .toList();
    }
  }

  /** The model's name: the configuration's, or that of the directory. */
  String name(Path directory) {
    @Nullable String configured = config.name();
    return configured == null ? Source.fileName(directory) : configured;
  }

  String highest() {
    return versions.get(versions.size() - 1);
  }
}
