package dev.linnet.simulator.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code manifest.json} of a directory of results: of what document, files and seed they are, by
 * which version and on which machine they were made, and whether all of them are there.
 */
public final class ManifestFile {
  private static final String NAME = "manifest.json";
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final String FILES = "files";
  private static final String VERSION = "version";
  private static final String REVISION = "revision";

  private final String digestKey;
  private final JsonObject json = new JsonObject();

  /**
   * Of a scenario.
   *
   * @param digestKey under which the document's digest stands
   */
  public ManifestFile(String scenario, String digestKey, ScenarioText text, long seed) {
    this.digestKey = digestKey;
    Build build = Build.current();
    json.addProperty("apiVersion", "linnet/v1");
    json.addProperty("scenario", scenario);
    json.addProperty(digestKey, text.digest());
    json.add(FILES, JSON.toJsonTree(text.digests()));
    json.addProperty("seed", seed);
    json.addProperty("random", "SplittableRandom");
    json.addProperty(VERSION, build.version());
    json.addProperty(REVISION, build.revision());
  }

  /**
   * Why the results of a directory must not be mixed with those that this is of; nothing if they
   * may be, or if there are none.
   */
  public Optional<String> differenceTo(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonObject there = read(file);
    if (!text(there, digestKey).equals(text(json, digestKey))) {
      return Optional.of("holds the results of another document");
    }
    JsonObject files = json.getAsJsonObject(FILES);
    JsonObject filesThere = there.get(FILES) instanceof JsonObject named ? named : new JsonObject();
    for (String name : files.keySet()) {
      if (!text(files, name).equals(text(filesThere, name))) {
        return Optional.of("holds the results of another " + name);
      }
    }
    Build build = build(there);
    return build.differsFrom(build(json))
        ? Optional.of(
            "holds the results of version %s, and this is version %s"
                .formatted(build.words(), build(json).words()))
        : Optional.empty();
  }

  private static JsonObject read(Path file) throws IOException {
    String wrong = file + ": expected a manifest of results";
    try {
      if (JsonParser.parseString(Files.readString(file)) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | CharacterCodingException e) {
      throw new DocumentException(wrong, e);
    }
    throw new DocumentException(wrong);
  }

  private static Build build(JsonObject of) {
    return new Build(text(of, VERSION), of.has(REVISION) ? text(of, REVISION) : Build.UNKNOWN);
  }

  private static String text(JsonObject of, String key) {
    return of.get(key) instanceof JsonPrimitive value ? value.getAsString() : "";
  }

  public ManifestFile with(String key, Number value) {
    json.addProperty(key, value);
    return this;
  }

  public ManifestFile with(String key, String value) {
    json.addProperty(key, value);
    return this;
  }

  /** In the place of the one before, at once. */
  public void write(Path directory, boolean complete) throws IOException {
    json.addProperty("complete", complete);
    JsonObject machine = new JsonObject();
    machine.addProperty("java", Runtime.version().toString());
    machine.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.addProperty("processors", Runtime.getRuntime().availableProcessors());
    json.add("machine", machine);
    Path next = directory.resolve(NAME + ".partial");
    Files.writeString(next, JSON.toJson(json) + "\n");
    Files.move(next, directory.resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
  }
}
