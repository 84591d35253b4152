package dev.linnet.daemon.packing;

import dev.linnet.core.model.ManifestJson;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.OnnxModel.External;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files beside a model that hold its weights. */
final class ExternalData {
  private ExternalData() {}

  /**
   * The paths of all files that the model needs beside itself.
   *
   * @throws UserError if one leaves the directory, is missing, linked or too short
   */
  static SortedSet<String> paths(Source source, List<External> all) throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    for (External external : all) {
      String path = require(source, external);
      paths.add(path);
    }
    return paths;
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

  private static String shown(String location) {
    String oneLine = location.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= 100 ? oneLine : oneLine.substring(0, 100) + "…";
  }
}
