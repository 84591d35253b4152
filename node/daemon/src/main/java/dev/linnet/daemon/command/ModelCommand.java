package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.ListModelsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet model}. */
@Command(
    name = "model",
    description = "Models: bring them into the mesh, list and verify them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelPush.class, ModelCommand.Ls.class, ModelVerify.class})
final class ModelCommand {
  ModelCommand() {}

  /** {@code linnet model ls}. */
  @Command(name = "ls", description = "List the models in the asked node's store.")
  static final class Ls implements Callable<Integer> {
    private final Terminal terminal;
    @Mixin private ApiOption api = new ApiOption();
    @Mixin private OutputOption output = new OutputOption();

    Ls(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (NodeClient client = api.connect()) {
        JsonObject document =
            Doc.parse(client.ask(node -> node.listModels(ListModelsRequest.getDefaultInstance())));
        output.print(terminal, document, Ls::table);
      }
      return 0;
    }

    private static String table(JsonObject document) {
      Table table = new Table("NAME", "VERSION", "DIGEST", "SIZE", "STORED", "COMPLETE");
      for (JsonObject model : Doc.objects(document, "models")) {
        table.add(
            Doc.text(model, "name"),
            Doc.text(model, "version"),
            Doc.brief(Doc.text(model, "digest")),
            Amounts.bytes(Doc.number(model, "sizeBytes")),
            Amounts.bytes(Doc.number(model, "storedBytes")),
            Doc.text(model, "complete").equals("true") ? "yes" : "no");
      }
      return table.text();
    }
  }
}
