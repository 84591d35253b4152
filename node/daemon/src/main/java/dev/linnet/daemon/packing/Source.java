package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a model lies: in a directory that is laid out as {@link Layout} says, or in one file {@code
 * NAME.onnx}.
 *
 * @param given what the person named, for messages
 * @param root the directory to which the model's paths are relative
 * @param modelPath the ONNX file's path in {@code root}
 * @param name the name that the layout gives
 * @param version the version that the layout gives, if it does
 * @param extent which files in {@code root} belong to the model
 */
record Source(
    Path given, Path root, String modelPath, String name, @Nullable String version, Extent extent) {
  static final String MODEL = "model.onnx";
  private static final String SUFFIX = ".onnx";

  /** Which files belong to a model, besides its own and those that hold its external data. */
  enum Extent {
    NONE,
    /** Golden tests and a baseline; the rest is for who serves it in another way. */
    TESTS,
    ALL;

    boolean takes(String path) {
      return this == ALL || (this == TESTS && GoldenTests.isOne(path));
    }
  }

  /**
   * Recognises the layout.
   *
   * @param version the version asked for, which picks one of several
   * @throws UserError if there is none, or more than one
   */
  static Source find(Path given, @Nullable String version) throws IOException {
    if (!Files.exists(given)) {
      throw refused(given, ": no such file or directory");
    }
    if (!Files.isDirectory(given)) {
      return ofFile(given);
    }
    TritonEntry entry = TritonEntry.read(given);
    @Nullable String problem = entry.config().problem();
    if (problem != null) {
      throw refused(given, problem);
    }
    return switch (Layout.of(given, entry.versions())) {
      case PLAIN -> {
        SourceTree.requireOrdinary(given, given.resolve(MODEL));
        yield new Source(given, given, MODEL, fileName(given), null, Extent.ALL);
      }
      case MLFLOW -> MlflowModel.find(given);
      case TRITON_ENTRY -> ofEntry(given, entry, version);
      case TRITON_REPOSITORY ->
          throw refused(
              given, " is a Triton repository, with a directory for each model: expected one");
    };
  }

  private static Source ofEntry(Path given, TritonEntry entry, @Nullable String version) {
    String chosen = version == null ? entry.highest() : version;
    if (!entry.versions().contains(chosen)) {
      throw refused(
          given, " has no version " + chosen + ": it has " + String.join(", ", entry.versions()));
    }
    Path root = given.resolve(chosen);
    SourceTree.requireNoLink(given, root);
    if (Files.isDirectory(root.resolve(MODEL), LinkOption.NOFOLLOW_LINKS)) {
      // Triton keeps a model of several files in a directory of that name.
      root = root.resolve(MODEL);
    }
    SourceTree.requireOrdinary(given, root.resolve(MODEL));
    return new Source(given, root, MODEL, entry.name(given), chosen, Extent.ALL);
  }

  private static Source ofFile(Path file) {
    String name = fileName(file);
    if (!name.endsWith(SUFFIX) || name.equals(SUFFIX)) {
      throw refused(file, ": expected a directory, or a file whose name ends in " + SUFFIX);
    }
    if (!Files.isRegularFile(file)) {
      throw refused(file, " is not an ordinary file");
    }
    String stem = name.substring(0, name.length() - SUFFIX.length());
    Path root = file.toAbsolutePath().getParent();
    if (root == null) {
      throw refused(file, " is not an ordinary file");
    }
    return new Source(file, root, name, stem, null, Extent.NONE);
  }

  static String fileName(Path path) {
    @Nullable Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? "" : name.toString();
  }

  static UserError refused(Path given, String problem) {
    return new UserError(UserError.FAILED, "model " + given + problem);
  }

  Path modelFile() {
    return root.resolve(modelPath);
  }
}
