package dev.linnet.simulator.scenario;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a scenario names, which lie beside it. Each is read once, and what was read can go
 * with the scenario to where the files are not.
 */
public final class SideFiles {
  private static final long MOST_CSV_BYTES = 64L << 20;

  private final Path directory;
  private final SortedMap<String, String> texts;

  private SideFiles(Path directory, SortedMap<String, String> texts) {
    this.directory = directory;
    this.texts = new TreeMap<>(texts);
  }

  /** Those beside a file, of which {@code known} are not looked for. */
  public static SideFiles beside(Path file, SortedMap<String, String> known) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return new SideFiles(directory == null ? file : directory, known);
  }

  /** What was read so far, by the names as they were written. */
  public SortedMap<String, String> texts() {
    return Collections.unmodifiableSortedMap(texts);
  }

  /** Where the file is, for messages. */
  Path path(YamlNode name) {
    return name.parsed(directory::resolve);
  }

  /** The text of a document in YAML; {@code what} it is, for messages. */
  String text(String what, YamlNode name) {
    return texts.computeIfAbsent(name.string(), any -> YamlReader.text(what, path(name)));
  }

  /** The text of a table, which may be larger than a document. */
  String csv(String what, YamlNode name) {
    return texts.computeIfAbsent(name.string(), any -> csv(what, path(name)));
  }

  private static String csv(String what, Path file) {
    try {
      long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
      if (bytes <= YamlReader.MAX_BYTES) {
        return YamlReader.text(what, file);
      }
      if (bytes > MOST_CSV_BYTES) {
        throw new DocumentException(file + ": larger than 64 MiB; expected a smaller " + what);
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DocumentException(file + ": not UTF-8 text; expected a " + what, e);
    } catch (IOException e) {
      throw new DocumentException(
          file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}
