package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a model lies, in one of three layouts: {@code DIR/model.onnx}; {@code
 * DIR/VERSION/model.onnx} as Triton has it, beside a {@code config.pbtxt} if there is one; one file
 * {@code NAME.onnx}.
 *
 * @param given what the person named, for messages
 * @param root the directory to which the model's paths are relative
 * @param modelPath the ONNX file's path in {@code root}
 * @param name the name that the layout gives
 * @param version the version that the layout gives, if it does
 * @param whole whether everything in {@code root} belongs to the model
 */
record Source(
    Path given, Path root, String modelPath, String name, @Nullable String version, boolean whole) {
  private static final String MODEL = "model.onnx";
  private static final String SUFFIX = ".onnx";

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
    @Nullable String configured = TritonConfig.name(given);
    boolean plain = Files.exists(given.resolve(MODEL));
    List<String> numbered = numbered(given);
    if (plain && !numbered.isEmpty()) {
      throw refused(
          given,
          " holds both "
              + MODEL
              + " and "
              + numbered.get(numbered.size() - 1)
              + "/"
              + MODEL
              + ": keep one of the two layouts");
    }
    if (plain) {
      SourceTree.requireOrdinary(given, given.resolve(MODEL));
      return new Source(given, given, MODEL, fileName(given), null, true);
    }
    if (numbered.isEmpty()) {
      throw refused(given, " holds neither " + MODEL + " nor VERSION/" + MODEL);
    }
    String chosen = version == null ? numbered.get(numbered.size() - 1) : version;
    if (!numbered.contains(chosen)) {
      throw refused(given, " has no version " + chosen + ": it has " + String.join(", ", numbered));
    }
    Path root = given.resolve(chosen);
    SourceTree.requireNoLink(given, root);
    if (Files.isDirectory(root.resolve(MODEL), LinkOption.NOFOLLOW_LINKS)) {
      // Triton keeps a model of several files in a directory of that name.
      root = root.resolve(MODEL);
    }
    SourceTree.requireOrdinary(given, root.resolve(MODEL));
    String name = configured == null ? fileName(given) : configured;
    return new Source(given, root, MODEL, name, chosen, true);
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
    return new Source(file, root, name, stem, null, false);
  }

  /** The directories with a number as their name and a model in them, by number. */
  private static List<String> numbered(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(MODEL)))
          .map(Source::fileName)
          .filter(name -> name.matches("0|[1-9][0-9]{0,17}"))
          .sorted(Comparator.comparingLong(Long::parseLong))
          .toList();
    }
  }

  private static String fileName(Path path) {
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
