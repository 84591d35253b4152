package dev.linnet.documents.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.health.Metric;
import dev.linnet.documents.DocumentException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema knows the very keys that the reader takes, everywhere in a plan. */
final class PlanSchemaTest {
  private static final String NOBODY = "qqqqqqqq: 1";
  private static final String PLAN =
      "spec: {model: {name: m, version: 1}, %s waves: [{name: all, regions: ['*'], %s}]}";

  private final JsonObject schema = JsonParser.parseString(PlanSchema.text()).getAsJsonObject();

  /** Each place in a plan: where the schema describes it, and a plan with a key too many there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                               | {qqqqqqqq: 1}",
        "properties/metadata                            | {metadata: {qqqqqqqq: 1}}",
        "properties/spec                                | {spec: {qqqqqqqq: 1}}",
        "properties/spec/properties/model               | {spec: {model: {qqqqqqqq: 1}}}",
        "properties/spec/properties/defaults            | defaults: {KEY},",
        "$defs/select                                   | select: {KEY},",
        "$defs/select/properties/requires               | select: {requires: {KEY}},",
        "$defs/select/properties/matchExpressions/items | select: {matchExpressions: [{KEY}]},",
        "$defs/wave                                     | KEY",
        "$defs/wave/properties/shadow                   | shadow: {KEY}",
        "$defs/wave/properties/canary                   | canary: {KEY}",
        "$defs/wave/properties/quorum                   | quorum: {KEY}",
        "$defs/window                                   | window: {KEY}",
        "$defs/gate                                     | gates: [{KEY}]"
      })
  void knowsTheKeysOfTheReader(String place, String text) {
    assertThat(schemaKeys(place == null ? "" : place)).isEqualTo(readerKeys(plan(text)));
  }

  private static String plan(String text) {
    String filled = text.replace("KEY", NOBODY);
    if (filled.startsWith("{")) {
      return filled;
    }
    boolean ofTheSpec = filled.endsWith(",");
    return PLAN.formatted(ofTheSpec ? filled : "", ofTheSpec ? "bake: 1m" : filled);
  }

  private Set<String> schemaKeys(String place) {
    JsonObject at = schema;
    for (String name : place.isEmpty() ? new String[0] : place.split("/")) {
      at = at.getAsJsonObject(name);
    }
    assertThat(at.get("additionalProperties").getAsBoolean()).isFalse();
    return new TreeSet<>(at.getAsJsonObject("properties").keySet());
  }

  private static Set<String> readerKeys(String plan) {
    Set<String> keys = new TreeSet<>();
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> PlanFile.parse(plan, "plan", Instant.EPOCH))
        .satisfies(
            refusal -> {
              String words = String.valueOf(refusal.getMessage());
              String expected = "unknown key 'qqqqqqqq'; expected one of ";
              assertThat(words).contains(expected);
              keys.addAll(
                  List.of(
                      words.substring(words.indexOf(expected) + expected.length()).split(", ")));
            });
    return keys;
  }

  @Test
  void knowsTheMetricsOfGates() {
    Set<String> told = new TreeSet<>();
    for (JsonElement metric :
        schema
            .getAsJsonObject("$defs")
            .getAsJsonObject("gate")
            .getAsJsonObject("properties")
            .getAsJsonObject("metric")
            .getAsJsonArray("enum")) {
      told.add(metric.getAsString());
    }
    Set<String> known = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      known.add(metric.word());
    }
    assertThat(told).isEqualTo(known);
  }
}
