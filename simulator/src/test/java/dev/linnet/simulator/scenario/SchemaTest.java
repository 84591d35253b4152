package dev.linnet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.sweep.StudyFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The schema and the parser know the same keys: at each place where the schema closes an object, a
 * key that nobody knows is put into a document, and the parser says which ones it would have taken.
 */
class SchemaTest {
  private static final String UNKNOWN = "zzzzzzzz";
  private static final String LEAST =
      "regions: {london: {nodes: 3}}\nclasses: {camera: {}}\nmodels: {detector: {\"2\": {}}}\n";

  private static final String WORKLOAD = "workload: {name: rumor}\n";

  /** What must be there so that a place of a section is reached; other sections are left out. */
  private static final Map<String, String> SECTIONS =
      Map.of(
          "links", "{pairs: [{from: london, to: london}]}",
          "churn", "[{nodes: london, up: 1m}]",
          "faults", "[{at: 1s}]",
          "rollouts",
              "[{plan: {spec: {model: {name: detector, version: \"2\"}, waves: [{name: a, regions:"
                  + " [\"*\"]}]}}, orders: [{at: 1s, order: pause}]}]",
          "adversaries", "[{}]",
          "study", "{sample: {points: 1, ranges: {}}}");

  private static final Map<String, String> NAMES =
      Map.of(
          "classes", "camera", "regions", "london", "models", "detector", "models.detector", "2");

  private final JsonObject schema = JsonParser.parseString(ScenarioFile.schema()).getAsJsonObject();
  private int closed;

  @Test
  void schemaAndParserKnowTheSameKeys() {
    walk(schema, "");

    assertThat(closed).as("places where the schema closes an object").isGreaterThan(30);
  }

  @Test
  void schemaAndParserKnowTheSameKeysBesideAWorkload() {
    JsonObject ofWorkload = schema.getAsJsonArray("oneOf").get(1).getAsJsonObject();
    TreeSet<String> beside = new TreeSet<>();
    ofWorkload
        .getAsJsonObject("propertyNames")
        .getAsJsonArray("enum")
        .forEach(key -> beside.add(key.getAsString()));
    YamlNode document = YamlReader.parse(WORKLOAD, "probe");
    for (String key : schema.getAsJsonObject("properties").keySet()) {
      DocumentException said =
          catchThrowableOfType(
              DocumentException.class,
              () ->
                  ScenarioFile.read(
                      document.with(key + ".any", document.scalar("1")), Path.of("probe.yaml")));
      boolean meansNothing =
          said != null && String.valueOf(said.getMessage()).contains("means nothing to a workload");
      assertThat(meansNothing).as(key).isEqualTo(!beside.contains(key));
    }
  }

  private void walk(JsonObject of, String path) {
    if (of.has("$ref")) {
      String name = of.get("$ref").getAsString().replace("#/$defs/", "");
      walk(schema.getAsJsonObject("$defs").getAsJsonObject(name), path);
    }
    if (of.has("oneOf")) {
      of.getAsJsonArray("oneOf").forEach(each -> walk(each.getAsJsonObject(), path));
    }
    if (of.has("items")) {
      walk(of.getAsJsonObject("items"), path + ".0");
    }
    if (of.has("properties")) {
      closed++;
      assertThat(keysOfParser(path))
          .as("keys at '" + path + "'")
          .isEqualTo(new TreeSet<>(of.getAsJsonObject("properties").keySet()));
      for (Map.Entry<String, JsonElement> property : of.getAsJsonObject("properties").entrySet()) {
        walk(
            property.getValue().getAsJsonObject(),
            path.isEmpty() ? property.getKey() : path + "." + property.getKey());
      }
    }
    JsonElement more = of.get("additionalProperties");
    if (more != null && more.isJsonObject()) {
      walk(more.getAsJsonObject(), path + "." + NAMES.getOrDefault(path, "any"));
    }
  }

  private static TreeSet<String> keysOfParser(String path) {
    String section = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    String more = SECTIONS.getOrDefault(section, "");
    YamlNode document =
        YamlReader.parse(LEAST + (more.isEmpty() ? "" : section + ": " + more + "\n"), "probe");
    if (section.equals("workload")) {
      document = YamlReader.parse(WORKLOAD, "probe");
    }
    if (path.contains(".changes.")) {
      document =
          YamlReader.parse(LEAST.replace("\"2\": {}", "\"2\": {changes: [{at: 1s}]}"), "probe");
    }
    YamlNode probe =
        document.with(path.isEmpty() ? UNKNOWN : path + "." + UNKNOWN, document.scalar("true"));
    DocumentException said =
        catchThrowableOfType(
            DocumentException.class,
            () -> {
              if (section.equals("study")) {
                StudyFile.read(probe, Path.of("probe.yaml"));
              } else {
                ScenarioFile.read(probe, Path.of("probe.yaml"));
              }
            });
    String expected = "unknown key '" + UNKNOWN + "'; expected one of ";
    assertThat(said).as("at '" + path + "'").isNotNull().hasMessageContaining(expected);
    String message = String.valueOf(said.getMessage());
    String keys = message.substring(message.indexOf(expected) + expected.length());
    return new TreeSet<>(Arrays.asList(keys.split(", ")));
  }
}
