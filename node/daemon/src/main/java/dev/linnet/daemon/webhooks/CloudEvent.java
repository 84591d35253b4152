package dev.linnet.daemon.webhooks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.events.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An event as CloudEvents 1.0 in the structured JSON format.
 *
 * @param id the same at each attempt, so that a receiver can tell that it has it
 */
record CloudEvent(String id, byte[] body) {
  static final String CONTENT_TYPE = "application/cloudevents+json";

  /**
   * The event of a node.
   *
   * @param source the node, by the URI in its certificate
   */
  static CloudEvent of(EventLog.Entry event, String source) {
    String id = event.at() + "/" + event.number();
    JsonObject json = new JsonObject();
    json.addProperty("specversion", "1.0");
    json.addProperty("id", id);
    json.addProperty("source", source);
    json.addProperty("type", "dev.linnet." + event.kind().toLowerCase(Locale.ROOT));
    json.addProperty("time", event.at());
    String rollout = event.about().get("rollout");
    if (rollout != null) {
      json.addProperty("subject", rollout);
    }
    json.addProperty("datacontenttype", "application/json");
    json.add("data", JsonParser.parseString(event.json()));
    return new CloudEvent(id, json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
