package dev.linnet.simulator.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code manifest.json} of a directory of results: of what document and seed they are, by which
 * version and on which machine they were made, and whether all of them are there.
 */
public final class ManifestFile {
  private static final String NAME = "manifest.json";
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final JsonObject json = new JsonObject();

  /**
   * Of a document.
   *
   * @param digestKey under which the document's digest stands
   */
  public ManifestFile(String scenario, String digestKey, String text, long seed) {
    json.addProperty("apiVersion", "linnet/v1");
    json.addProperty("scenario", scenario);
    json.addProperty(digestKey, digest(text));
    json.addProperty("seed", seed);
    json.addProperty("random", "SplittableRandom");
    String version = ManifestFile.class.getPackage().getImplementationVersion();
    json.addProperty("version", version == null ? "development" : version);
  }

  public static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
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
