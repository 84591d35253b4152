package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet model rm}. */
@Command(
    name = "rm",
    description = {
      "Let a model go from the asked node's store; refused while a rollout needs it.",
      "Its space comes back within about ten minutes."
    })
final class ModelRm implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private OutputOption output = new OutputOption();

  ModelRm(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.removeModel(model.request())));
      output.print(
          terminal,
          document,
          gone ->
              "%s %s %s is let go%n"
                  .formatted(
                      Doc.text(gone, "name"),
                      Doc.text(gone, "version"),
                      Doc.brief(Doc.text(gone, "digest"))));
    }
    return 0;
  }
}
