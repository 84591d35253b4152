package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.ModelRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet model fetch}: before a rollout needs it. */
@Command(
    name = "fetch",
    description = {
      "Let the asked node fetch what it lacks of a model, from its peers and the origin.",
      "A model that it does not know is asked of its peers by its whole --digest."
    })
final class ModelFetch implements Callable<Integer> {
  private static final long LOOK_MILLIS = 250;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Option(names = "--wait", description = "Return when it is here, and not at once.")
  private boolean waits;

  ModelFetch(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ModelRequest request = model.request();
    Countdown time = timeout.begin();
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.fetchModel(request)));
      Outage outage = new Outage(terminal, client, time, Outage.PATIENCE);
      try (Progress progress = Progress.of(terminal, waits, document)) {
        while (waits && !isComplete(document)) {
          if (time.isOver()) {
            terminal.say("not whole in time: the node goes on fetching");
            return Countdown.TIMED_OUT;
          }
          Thread.sleep(LOOK_MILLIS);
          try {
            document = Doc.parse(client.ask(time, node -> node.fetchModel(request)));
            outage.end();
            progress.at(Doc.number(document, "storedBytes"));
          } catch (UserError e) {
            outage.await(e);
          }
        }
      }
      output.print(terminal, document, ModelCommand.Ls::row);
    }
    return 0;
  }

  private static boolean isComplete(JsonObject model) {
    return Doc.flag(model, "complete");
  }
}
