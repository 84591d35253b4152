package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of what a person pushes, in one of three layouts: a single ONNX file, a directory with
 * {@code model.onnx}, or an entry of a Triton model repository ({@code 3/model.onnx}).
 *
 * @param root the directory that paths are relative to
 * @param name the name that the layout gives the model
 * @param version the version that the layout gives it, or an empty text
 * @param files all files, relative to the root, in order; the model's own is first
 */
record Source(Path root, String name, String version, List<Path> files) {
  private static final String MODEL = "model.onnx";
  private static final int MAX_FILES = 1_000;

  static Source of(Path given, String wantedVersion) {
    if (!Files.exists(given)) {
      throw refused(given, "no such file or directory");
    }
    Path path = given.toAbsolutePath().normalize();
    try {
      return Files.isDirectory(path) ? directory(path, wantedVersion) : file(path);
    } catch (IOException e) {
      throw new UserError(UserError.FAILED, path + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static Source file(Path file) {
    String fileName = file.getFileName().toString();
    if (!fileName.endsWith(".onnx")) {
      throw refused(file, "expected a file that ends in .onnx, or a directory with " + MODEL);
    }
    String stem = fileName.substring(0, fileName.length() - ".onnx".length());
    return new Source(file.getParent(), stem, "", List.of(file.getFileName()));
  }

  private static Source directory(Path directory, String wantedVersion) throws IOException {
    List<Path> numbered = new ArrayList<>();
    try (Stream<Path> children = Files.list(directory)) {
      children
          .filter(child -> child.getFileName().toString().matches("[0-9]+"))
          .filter(child -> Files.isRegularFile(child.resolve(MODEL)))
          .forEach(numbered::add);
    }
    boolean plain = Files.exists(directory.resolve(MODEL));
    if (plain && !numbered.isEmpty()) {
      throw refused(
          directory,
          "holds both " + MODEL + " and " + numbered.get(0).getFileName() + "/" + MODEL
              + "; expected one of the two layouts");
    }
    String name = directory.getFileName().toString();
    if (plain) {
      return new Source(directory, name, "", files(directory));
    }
    if (numbered.isEmpty()) {
      throw refused(directory, "expected " + MODEL + " or VERSION/" + MODEL + " in it");
    }
    Path chosen = numbered.get(0);
    for (Path candidate : numbered) {
      boolean wanted = candidate.getFileName().toString().equals(wantedVersion);
      boolean higher = number(candidate) > number(chosen) && wantedVersion.isEmpty();
      chosen = wanted || higher ? candidate : chosen;
    }
    String version = chosen.getFileName().toString();
    if (!wantedVersion.isEmpty() && !version.equals(wantedVersion)) {
      throw refused(directory, "has no version " + wantedVersion);
    }
    return new Source(chosen, name, version, files(chosen));
  }

  private static long number(Path numbered) {
    String digits = numbered.getFileName().toString();
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static List<Path> files(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(Path.of(MODEL));
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted().toList()) {
        if (Files.isSymbolicLink(path)) {
          throw refused(path, "is a link; expected plain files");
        }
        Path relative = root.relativize(path);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !files.contains(relative)) {
          files.add(relative);
        }
        if (files.size() > MAX_FILES) {
          throw refused(root, "holds more than " + MAX_FILES + " files");
        }
      }
    }
    return files;
  }

  static UserError refused(Path path, String why) {
    return new UserError(UserError.FAILED, path + ": " + why);
  }
}
