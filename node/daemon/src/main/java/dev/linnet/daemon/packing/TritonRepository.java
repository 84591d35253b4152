package dev.linnet.daemon.packing;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.TritonConfig.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model repository of Triton's: a directory for each model. What Triton serves in another way
 * than as one ONNX model is passed over; an ONNX model that something is wrong with is refused.
 *
 * @param entries the models to be packed, by directory
 * @param passedOver what is none of ours
 * @param refused what should be one of ours, and cannot be packed
 */
public record TritonRepository(List<Entry> entries, List<Left> passedOver, List<Left> refused) {
  /**
   * A model.
   *
   * @param versions at least one, the highest last
   */
  public record Entry(Path directory, String name, List<String> versions) {
    /** As {@link ModelPacker#pack}. */
    public PackedModel pack(String version) {
      return ModelPacker.pack(directory, null, version, null);
    }
  }

  /** A directory that is left alone, and a line that says why. */
  public record Left(Path directory, String why) {}

  /**
   * The repository that a directory is; empty if it is laid out otherwise.
   *
   * @throws UserError if it is laid out in no way that is known, or in two
   */
  public static Optional<TritonRepository> find(Path given) {
    try {
      if (!Files.isDirectory(given)) {
        return Optional.empty();
      }
      TritonEntry own = TritonEntry.read(given);
      if (own.config().problem() != null
          || Layout.of(given, own.versions()) != Layout.TRITON_REPOSITORY) {
        return Optional.empty();
      }
      Scan scan = new Scan();
      for (Path child : Layout.below(given)) {
        scan.add(given, child);
      }
      scan.refuseNamesakes();
      return Optional.of(
          new TritonRepository(
              List.copyOf(scan.entries), List.copyOf(scan.passedOver), List.copyOf(scan.refused)));
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          "model repository " + given + " cannot be read (" + e.getMessage() + ")",
          e);
    }
  }

  /** What was found so far. */
  private static final class Scan {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Left> passedOver = new ArrayList<>();
    private final List<Left> refused = new ArrayList<>();

    void add(Path given, Path child) {
      try {
        SourceTree.requireNoLink(given, child);
        TritonEntry entry = TritonEntry.read(child);
        Kind kind = entry.config().kind();
        @Nullable String problem = entry.config().problem();
        if (problem != null) {
          leave(kind == Kind.OTHER ? passedOver : refused, child, problem);
        } else if (entry.versions().isEmpty()) {
          boolean isOther = kind == Kind.UNSAID && !Files.exists(child.resolve(Source.MODEL));
          leave(isOther ? passedOver : refused, child, " holds no VERSION/model.onnx");
        } else {
          entries.add(new Entry(child, entry.name(child), entry.versions()));
        }
      } catch (UserError e) {
        refused.add(new Left(child, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        leave(refused, child, " cannot be read (" + e.getMessage() + ")");
      }
    }

    private static void leave(List<Left> where, Path child, String problem) {
      where.add(new Left(child, String.valueOf(Source.refused(child, problem).getMessage())));
    }

    /** Two models of one name and version would be two contents of one model. */
    void refuseNamesakes() {
      Map<String, Entry> byName = new TreeMap<>();
      for (Entry entry : List.copyOf(entries)) {
        Entry first = byName.putIfAbsent(entry.name(), entry);
        if (first != null) {
          refuse(first, entry);
          refuse(entry, first);
        }
      }
    }

    private void refuse(Entry entry, Entry namesake) {
      if (entries.remove(entry)) {
        leave(
            refused,
            entry.directory(),
            " is called '%s', as %s is: give each a name of its own in %s"
                .formatted(
                    ExternalData.shown(entry.name()),
                    Source.fileName(namesake.directory()),
                    TritonConfig.FILE));
      }
    }
  }
}
