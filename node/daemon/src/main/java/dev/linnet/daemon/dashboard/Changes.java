package dev.linnet.daemon.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.ListModelsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which of a node's documents differ from what they were at the last look. */
final class Changes {
  private final OperatorDocuments documents;
  private final Heard heard;
  private final Map<String, String> last = new TreeMap<>();

  Changes(OperatorDocuments documents, Heard heard) {
    this.documents = documents;
    this.heard = heard;
  }

  /**
   * The topics that changed; at the first look all. A node that does not answer changes nothing.
   */
  List<String> look() {
    List<String> changed = new ArrayList<>();
    try {
      String members =
          documents.ask((node, to) -> node.getMembers(GetMembersRequest.getDefaultInstance(), to));
      compare("members", members, changed);
      compare("links", links(members), changed);
      compare("rollouts", rollouts(), changed);
      compare(
          "models",
          documents.ask((node, to) -> node.listModels(ListModelsRequest.getDefaultInstance(), to)),
          changed);
    } catch (StatusRuntimeException e) {
      return changed;
    }
    return changed;
  }

  private void compare(String topic, String now, List<String> changed) {
    if (!now.equals(last.put(topic, now))) {
      changed.add(topic);
    }
  }

  /** Who is silent, not for how long: that grows with every look. */
  private String links(String members) {
    StringBuilder silent = new StringBuilder();
    for (JsonElement each : heard.toJson(members).getAsJsonArray("regions")) {
      JsonObject region = each.getAsJsonObject();
      if (region.get("silent").getAsBoolean()) {
        silent.append(region.get("region").getAsString()).append('\n');
      }
    }
    return silent.toString();
  }

  /** The list, and of each rollout under way how far it is. */
  private String rollouts() {
    String list =
        documents.ask(
            (node, to) -> node.listRollouts(ListRolloutsRequest.getDefaultInstance(), to));
    StringBuilder all = new StringBuilder(list);
    for (JsonElement each :
        JsonParser.parseString(list).getAsJsonObject().getAsJsonArray("rollouts")) {
      JsonObject head = each.getAsJsonObject();
      String state = head.get("state").getAsString();
      if (state.equals("ROLLING") || state.equals("PAUSED")) {
        all.append(withoutNews(head.get("id").getAsString()));
      }
    }
    return all.toString();
  }

  /** Every pulse of a juror moves the news on: that alone is not worth a look. */
  private String withoutNews(String id) {
    GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
    JsonObject status =
        JsonParser.parseString(documents.ask((node, to) -> node.getRollout(request, to)))
            .getAsJsonObject();
    for (JsonElement wave : status.getAsJsonArray("waves")) {
      for (JsonElement region : wave.getAsJsonObject().getAsJsonArray("regions")) {
        region.getAsJsonObject().remove("lastNewsAt");
      }
    }
    return status.toString();
  }
}
