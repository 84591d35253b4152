package dev.linnet.simulator.sweep;

import com.google.gson.Gson;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.result.ScenarioText;
import dev.linnet.simulator.scenario.SideFiles;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.function.IntPredicate;

/**
 * The document of a study and the files that it names. It can go as one text to another machine,
 * once it was read where those files are.
 */
public final class StudySource {
  private static final Gson JSON = new Gson();

  private final String text;
  private final Path file;
  private final SideFiles beside;

  private record Message(String text, String file, SortedMap<String, String> beside) {}

  private StudySource(String text, Path file, SideFiles beside) {
    this.text = text;
    this.file = file;
    this.beside = beside;
  }

  public static StudySource load(Path file) {
    return of(YamlReader.text("scenario", file), file);
  }

  /** What stands in a file. */
  public static StudySource of(String text, Path file) {
    return new StudySource(text, file, SideFiles.beside(file, Collections.emptySortedMap()));
  }

  /** What {@link #message} made. */
  public static StudySource received(String message) {
    Message parts = JSON.fromJson(message, Message.class);
    Path file = Path.of(parts.file);
    return new StudySource(parts.text, file, SideFiles.beside(file, parts.beside));
  }

  /** With all that was read so far. */
  public String message() {
    return JSON.toJson(new Message(text, String.valueOf(file.getFileName()), beside.texts()));
  }

  /** With all files that were read so far. */
  public ScenarioText text() {
    return new ScenarioText(text, beside.texts());
  }

  /** Reads all points. */
  public Study study() {
    return study(any -> true);
  }

  /** Reads one point, and has no other. */
  public Study only(int point) {
    return study(index -> index == point);
  }

  private Study study(IntPredicate which) {
    return StudyFile.read(YamlReader.parse(text, file.toString()), file, beside, which);
  }
}
