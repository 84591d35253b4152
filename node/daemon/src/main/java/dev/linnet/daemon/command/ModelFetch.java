package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.ModelRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
    long began = System.nanoTime();
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.fetchModel(request)));
      try (Progress progress = Progress.of(terminal, waits, document)) {
        while (waits && !isComplete(document)) {
          if (timeout.seconds() > 0
              && System.nanoTime() - began > TimeUnit.SECONDS.toNanos(timeout.seconds())) {
            terminal.say("not whole in time: the node goes on fetching");
            return NodeClient.TIMED_OUT;
          }
          Thread.sleep(LOOK_MILLIS);
          document = Doc.parse(client.ask(node -> node.fetchModel(request)));
          progress.at(Doc.number(document, "storedBytes"));
        }
      }
      output.print(terminal, document, ModelCommand.Ls::row);
    }
    return 0;
  }

  private static boolean isComplete(JsonObject model) {
    return Doc.text(model, "complete").equals("true");
  }
}
