package dev.linnet.simulator.result;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events of a result that someone asks for.
 *
 * @param node whose; null for all
 * @param rollout about which; null for all
 */
public record Trace(
    @Nullable String node, @Nullable String rollout, double fromSeconds, double toSeconds) {
  /** Lets the lines through that match, as they were written. */
  public void of(Path directory, Consumer<String> out) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("events.jsonl"))) {
      lines.filter(this::matches).forEach(out);
    }
  }

  private boolean matches(String line) {
    JsonObject event = JsonParser.parseString(line).getAsJsonObject();
    double at = event.get("seconds").getAsDouble();
    return at >= fromSeconds
        && at <= toSeconds
        && matches(event, "node", node)
        && matches(event, "rollout", rollout);
  }

  private static boolean matches(JsonObject event, String key, @Nullable String wanted) {
    return wanted == null
        || Optional.ofNullable(event.get(key))
            .filter(value -> value.getAsString().equals(wanted))
            .isPresent();
  }
}
