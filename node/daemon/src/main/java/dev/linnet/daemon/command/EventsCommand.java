package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListEventsRequest;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet events}. */
@Command(name = "events", description = "Print what happened at the asked node.")
final class EventsCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what happens from now on.")
  private boolean follow;

  @Option(
      names = "--after",
      paramLabel = "N",
      defaultValue = "0",
      description = "Begin after the event of this number, with which its line begins.")
  private long after;

  @Option(
      names = "--rollout",
      paramLabel = "ID",
      description = "Only those about this rollout: its id, or the beginning of it.")
  private String rollout = "";

  EventsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ListEventsRequest request =
        ListEventsRequest.newBuilder().setAfter(after).setFollow(follow).build();
    try (NodeClient client = api.connect()) {
      Iterator<JsonDocument> events = client.stream(node -> node.listEvents(request));
      while (events.hasNext()) {
        JsonObject event = Doc.parse(events.next());
        if (isAsked(event)) {
          output.printLine(terminal, event, EventsCommand::line);
          if (!terminal.flush()) {
            return 0;
          }
        }
      }
    }
    return 0;
  }

  private boolean isAsked(JsonObject event) {
    return rollout.isEmpty()
        || (event.get("about") instanceof JsonObject about
            && Doc.text(about, "rollout").startsWith(rollout));
  }

  private static String line(JsonObject event) {
    String about = Doc.pairs(event, "about");
    return Doc.text(event, "sequence")
        + "  "
        + Doc.text(event, "at")
        + "  "
        + Doc.text(event, "severity")
        + "  "
        + Doc.text(event, "kind")
        + "  "
        + Doc.text(event, "sentence")
        + (about.equals(Doc.NONE) ? "" : "  (" + about + ")");
  }
}
