package dev.linnet.daemon.packing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a directory that a person names is laid out. Each layout has a sign that no other has. */
enum Layout {
  /** {@code model.onnx}. */
  PLAIN,
  /** {@code MLmodel}, which names the ONNX file, whatever else is there. */
  MLFLOW,
  /** {@code VERSION/model.onnx}. */
  TRITON_ENTRY,
  /** {@code NAME/VERSION/model.onnx}. */
  TRITON_REPOSITORY;

  /**
   * Recognises the layout.
   *
   * @param versions the directory's, if it is an entry of Triton's
   * @throws dev.linnet.daemon.UserError if it has the sign of none, or of more than one
   */
  static Layout of(Path directory, List<String> versions) throws IOException {
    Map<Layout, String> signs = new EnumMap<>(Layout.class);
    if (Files.exists(directory.resolve(MlflowModel.FILE))) {
      signs.put(MLFLOW, MlflowModel.FILE);
    } else if (Files.exists(directory.resolve(Source.MODEL))) {
      signs.put(PLAIN, Source.MODEL);
    }
    if (!versions.isEmpty()) {
      signs.put(TRITON_ENTRY, versions.get(versions.size() - 1) + "/" + Source.MODEL);
    }
    List<Path> below = below(directory);
    entry(below).ifPresent(entry -> signs.put(TRITON_REPOSITORY, entry));
    if (signs.isEmpty()
        && below.stream().anyMatch(child -> Files.exists(child.resolve(TritonConfig.FILE)))) {
      return TRITON_REPOSITORY;
    }
    if (signs.isEmpty()) {
      throw Source.refused(
          directory,
          " holds neither model.onnx, MLmodel, VERSION/model.onnx nor NAME/VERSION/model.onnx");
    }
    if (signs.size() > 1) {
      List<String> found = List.copyOf(signs.values());
      throw Source.refused(
          directory,
          " holds both " + found.get(0) + " and " + found.get(1) + ": keep one of the two layouts");
    }
    return signs.keySet().iterator().next();
  }

  /** The directories in a directory, but for hidden ones, by name. */
  static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !Source.fileName(entry).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static Optional<String> entry(List<Path> below) throws IOException {
    for (Path child : below) {
      List<String> versions = Files.isReadable(child) ? TritonEntry.versions(child) : List.of();
      if (!versions.isEmpty()) {
        return Optional.of(Source.fileName(child) + "/" + versions.get(0) + "/" + Source.MODEL);
      }
    }
    return Optional.empty();
  }
}
