package dev.linnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people and editors are told of {@code node.yaml} is what the reader does. */
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");
  private static final Path FILE = Path.of("/etc/linnet/node.yaml");

  /** Rewrites the page in place of comparing it. */
  private static final String REWRITE = "linnet.rewrite";

  /** A row of a table whose default is a value as it is written. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| `([^`]+)` \\|");

  /** With what the keys stand among whose defaults are of no use without it. */
  private static final String SURROUNDINGS =
      ConfigurationPage.LEAST
          + """
          serving: {batching: {m: {maxBatch: 2}}}
          probe: {exec: [check]}
          postpone: {heat: 80}
          webhooks: [{url: "http://a/"}]
          """;

  @Test
  void thePageIsWhatTheKeysSay() throws IOException {
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(PAGE, ConfigurationPage.text());
    }
    assertThat(Files.readString(PAGE))
        .describedAs(
            "docs/configuration.md; to write it anew: mvn -pl node/daemon -am test"
                + " -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + REWRITE
                + "=true")
        .isEqualTo(ConfigurationPage.text());
  }

  /** The page's own words are read back: a default written out changes nothing. */
  @Test
  void whatIsLeftOutIsWhatThePageSays() throws IOException {
    YamlNode document = YamlReader.parse(SURROUNDINGS, "node.yaml");
    YamlNode writtenOut = document;
    Map<String, String> defaults = defaults();
    for (Map.Entry<String, String> each : defaults.entrySet()) {
      String place = each.getKey().replace("MODEL", "m").replace("[]", ".0");
      writtenOut = writtenOut.with(place, YamlReader.parse(each.getValue(), "docs"));
    }

    assertThat(defaults).hasSizeGreaterThan(20).containsEntry("serving.maxConcurrent", "64");
    assertThat(NodeConfigFile.read(writtenOut, FILE))
        .isEqualTo(NodeConfigFile.read(document, FILE));
  }

  private static Map<String, String> defaults() throws IOException {
    Map<String, String> defaults = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      defaults.put(row.group(1), row.group(2));
    }
    return defaults;
  }

  @Test
  void theSchemaSaysWhatThePageSays() {
    JsonObject schema = JsonParser.parseString(NodeConfigSchema.text()).getAsJsonObject();
    JsonObject keys = schema.getAsJsonObject("properties");

    assertThat(keys.keySet())
        .containsExactlyElementsOf(NodeConfigFile.KIND.keys().stream().map(Key::name).toList());
    assertThat(schema.get("additionalProperties").getAsBoolean()).isFalse();
    assertThat(schema.getAsJsonArray("required"))
        .isEqualTo(JsonParser.parseString("[node, region, mesh]"));
    assertThat(property(keys, "serving", "maxConcurrent"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"type": "integer", "minimum": 1, "maximum": 10000,
                 "description": "inferences under way, running or waiting; one more is refused as exhausted. All together hold a quarter of Java's heap at most",
                 "default": 64}
                """));
    assertThat(property(keys, "serving", "threads").has("default")).isFalse();
    assertThat(property(keys, "api", "http").get("default").getAsString())
        .isEqualTo("127.0.0.1:7780");
    assertThat(keys.getAsJsonObject("log").get("enum"))
        .isEqualTo(JsonParser.parseString("[text, json]"));
    assertThat(keys.getAsJsonObject("webhooks").getAsJsonObject("items").get("required"))
        .isEqualTo(JsonParser.parseString("[url]"));
  }

  private static JsonObject property(JsonObject keys, String... path) {
    JsonObject at = keys.getAsJsonObject(path[0]);
    for (String name : List.of(path).subList(1, path.length)) {
      at = at.getAsJsonObject("properties").getAsJsonObject(name);
    }
    return at;
  }
}
