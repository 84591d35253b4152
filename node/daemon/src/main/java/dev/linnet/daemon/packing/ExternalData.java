package dev.linnet.daemon.packing;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.OnnxModel.External;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files beside a model that hold its weights. */
final class ExternalData {
  private ExternalData() {}

  /**
   * All files that the model needs beside itself, by their paths, and where in them its tensors
   * lie.
   *
   * @throws UserError if one leaves the directory, is missing, linked or too short
   */
  static SortedMap<String, List<Span>> files(Source source, List<External> all) throws IOException {
    SortedMap<String, List<Span>> files = new TreeMap<>();
    for (External external : all) {
      String path = require(source, external);
      long length = external.length();
      if (length < 0) {
        length = Files.size(source.root().resolve(path)) - external.offset();
      }
      files
          .computeIfAbsent(path, key -> new ArrayList<>())
          .add(new Span(external.offset(), length));
    }
    return files;
  }

  private static String require(Source source, External external) throws IOException {
    String location = external.location();
    String path = location.startsWith("./") ? location.substring(2) : location;
    String what = ": its external data '" + shown(location) + "'";
    try {
      ManifestJson.requirePath(path);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.FAILED,
          "model " + source.modelFile() + what + " does not lie inside the model's directory",
          e);
    }
    Path file = source.root();
    for (String part : path.split("/", -1)) {
      file = file.resolve(part);
      if (Files.isSymbolicLink(file)) {
        throw Source.refused(source.modelFile(), what + " is a link: put the file itself there");
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Source.refused(source.modelFile(), what + " is missing: put it beside the model");
    }
    if (names(file) > 1) {
      throw Source.refused(
          source.modelFile(), what + " has another name elsewhere: put a copy of its own there");
    }
    long end = external.offset() + Math.max(external.length(), 0);
    long sizeBytes = Files.size(file);
    if (sizeBytes < end) {
      throw Source.refused(
          source.modelFile(),
          what
              + " is cut off: it has "
              + sizeBytes
              + " bytes, the model needs "
              + end
              + "; copy it again");
    }
    return path;
  }

  /**
   * How many hard links a file has, where the platform tells. A model from a stranger's archive can
   * bring one to a file of its reader that is no part of the model.
   */
  private static int names(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (Integer) Files.getAttribute(file, "unix:nlink")
        : 1;
  }

  /** A stranger's text, fit for one line. */
  static String shown(String location) {
    String oneLine = location.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= 100 ? oneLine : oneLine.substring(0, 100) + "…";
  }
}
