package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.ListModelsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet model}. */
@Command(
    name = "model",
    description = "Models: bring them into the mesh, carry, list and verify them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelPush.class,
      ModelCommand.Ls.class,
      ModelShow.class,
      ModelFetch.class,
      ModelVerify.class,
      ModelRm.class,
      ModelExport.class,
      ModelImport.class
    })
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

    private static String table(JsonObject document, int columns) {
      Table table = header();
      Doc.objects(document, "models").forEach(model -> add(table, model));
      return table.text(columns);
    }

    /** One model under the same header. */
    static String row(JsonObject model, int columns) {
      Table table = header();
      add(table, model);
      return table.text(columns);
    }

    private static Table header() {
      return new Table("NAME", "VERSION", "DIGEST", "SIZE", "STORED", "COMPLETE");
    }

    private static void add(Table table, JsonObject model) {
      table.add(
          Doc.text(model, "name"),
          Doc.text(model, "version"),
          Doc.brief(Doc.text(model, "digest")),
          Amounts.bytes(Doc.number(model, "sizeBytes")),
          Amounts.bytes(Doc.number(model, "storedBytes")),
          Doc.flag(model, "complete") ? "yes" : "no");
    }
  }
}
