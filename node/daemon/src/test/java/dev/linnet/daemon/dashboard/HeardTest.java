package dev.linnet.daemon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a region counts as silent, and when a node as cut off. */
final class HeardTest {
  private static final String MESH =
      """
      {"self": "eu-1", "members": [
        {"node": "eu-1", "region": "eu"}, {"node": "eu-2", "region": "eu"},
        {"node": "na-1", "region": "na"}, {"node": "na-2", "region": "na"},
        {"node": "as-1", "region": "asia"}]}
      """;

  /** Eight times two other regions, compared with every two seconds. */
  private static final long LIMIT_SECONDS = 32;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final Heard heard = new Heard(nanos::get);

  private void pass(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
  }

  private List<String> silent() {
    return heard.toJson(MESH).getAsJsonArray("regions").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(region -> region.get("silent").getAsBoolean())
        .map(region -> region.get("region").getAsString())
        .toList();
  }

  private boolean cutOff() {
    return heard.toJson(MESH).get("cutOff").getAsBoolean();
  }

  @Test
  void nobodyIsSilentBeforeTheirTime() {
    assertThat(heard.toJson(MESH).get("silentAfterSeconds").getAsLong()).isEqualTo(LIMIT_SECONDS);
    pass(LIMIT_SECONDS);
    assertThat(silent()).isEmpty();
    pass(1);
    assertThat(silent()).containsExactly("asia", "na");
    assertThat(cutOff()).isTrue();
  }

  @Test
  void anyNodeSpeaksForItsRegion() {
    pass(LIMIT_SECONDS);
    heard.from(new NodeName("na-2"));
    heard.from(new NodeName("eu-2"));
    pass(10);
    assertThat(silent()).containsExactly("asia");
    assertThat(cutOff()).isFalse();
    JsonObject na = heard.toJson(MESH).getAsJsonArray("regions").get(2).getAsJsonObject();
    assertThat(na.get("heardFrom").getAsString()).isEqualTo("na-2");
    assertThat(na.get("heardSecondsAgo").getAsLong()).isEqualTo(10);
  }

  /** A region does not cut itself off by being quiet within, and nobody is cut off alone. */
  @Test
  void theOwnRegionIsNeverSilent() {
    pass(1_000);
    heard.from(new NodeName("na-1"));
    heard.from(new NodeName("as-1"));
    assertThat(silent()).isEmpty();
    String alone = "{\"self\": \"eu-1\", \"members\": [{\"node\": \"eu-1\", \"region\": \"eu\"}]}";
    assertThat(heard.toJson(alone).get("cutOff").getAsBoolean()).isFalse();
  }
}
