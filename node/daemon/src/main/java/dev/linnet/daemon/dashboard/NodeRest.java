package dev.linnet.daemon.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.proto.v1.GetMembersRequest;
import io.grpc.StatusRuntimeException;
import io.javalin.http.Context;
import java.util.List;

/** What a node knows beyond its replica: itself, its event log, its links, what it serves. */
final class NodeRest {
  private final OperatorDocuments documents;
  private final EventLog events;
  private final ServingDocument serving;
  private final Heard heard;
  private final Dashboard.About about;

  NodeRest(
      OperatorDocuments documents,
      EventLog events,
      ServingDocument serving,
      Heard heard,
      Dashboard.About about) {
    this.documents = documents;
    this.events = events;
    this.serving = serving;
    this.heard = heard;
    this.about = about;
  }

  void register(Routes routes) {
    routes.get(
        "/linnet/v1/about", Need.VIEW, context -> Answer.json(context, about.toJson().toString()));
    routes.get(
        "/linnet/v1/serving",
        Need.VIEW,
        context -> Answer.json(context, serving.toJson().toString()));
    routes.get("/linnet/v1/events", Need.VIEW, this::events);
    routes.get("/linnet/v1/links", Need.VIEW, this::links);
  }

  /** {@code ?rollout=ID}: about that rollout alone; {@code ?after=N}: later than that one. */
  private void events(Context context) {
    String rollout = context.queryParam("rollout");
    long after;
    try {
      String asked = context.queryParam("after");
      after = asked == null ? 0 : Long.parseLong(asked);
    } catch (NumberFormatException e) {
      Answer.error(context, 400, "after: expected the number of an event");
      return;
    }
    List<EventLog.Entry> entries = rollout == null ? events.after(after) : events.about(rollout);
    JsonArray array = new JsonArray();
    for (EventLog.Entry entry : entries) {
      if (entry.number() > after) {
        array.add(numbered(entry));
      }
    }
    JsonObject document = Answer.versioned();
    document.add("events", array);
    Answer.json(context, document.toString());
  }

  /** An event as the log has it, with its place there. */
  static JsonObject numbered(EventLog.Entry entry) {
    JsonObject json = JsonParser.parseString(entry.json()).getAsJsonObject();
    json.addProperty("number", entry.number());
    return json;
  }

  private void links(Context context) {
    try {
      String members =
          documents.ask((node, to) -> node.getMembers(GetMembersRequest.getDefaultInstance(), to));
      Answer.json(context, heard.toJson(members).toString());
    } catch (StatusRuntimeException e) {
      Answer.error(context, e);
    }
  }
}
