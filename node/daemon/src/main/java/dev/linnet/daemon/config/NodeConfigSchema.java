package dev.linnet.daemon.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/**
 * The JSON schema of {@code node.yaml}, by which editors complete it. What the reader refuses
 * beyond it, such as an address that is none, is in no schema.
 */
public final class NodeConfigSchema {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private NodeConfigSchema() {}

  /** The schema, JSON of draft 2020-12. */
  public static String text() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.addProperty("title", "Linnet node");
    NodeConfigFile.KIND
        .schema()
        .get()
        .entrySet()
        .forEach(each -> schema.add(each.getKey(), each.getValue()));
    return GSON.toJson(schema) + "\n";
  }
}
