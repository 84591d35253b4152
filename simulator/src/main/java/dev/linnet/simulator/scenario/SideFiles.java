package dev.linnet.simulator.scenario;

import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a scenario names, which lie beside it. Each is read once, and what was read can go
 * with the scenario to where the files are not.
 */
public final class SideFiles {
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

  /** The text of a file of a bounded size; {@code what} it is, for messages. */
  String text(String what, YamlNode name) {
    return texts.computeIfAbsent(name.string(), any -> YamlReader.text(what, path(name)));
  }
}
