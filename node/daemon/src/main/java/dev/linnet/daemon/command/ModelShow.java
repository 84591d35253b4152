package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet model show}. */
@Command(name = "show", description = "Show a model in the asked node's store, whole.")
final class ModelShow implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private OutputOption output = new OutputOption();

  ModelShow(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.getModel(model.request())));
      output.print(terminal, document, ModelShow::text);
    }
    return 0;
  }

  private static String text(JsonObject model, int columns) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s %s, manifest %s, %s of %s here%n"
            .formatted(
                Doc.text(model, "name"),
                Doc.text(model, "version"),
                Doc.text(model, "digest"),
                Amounts.bytes(Doc.number(model, "storedBytes")),
                Amounts.bytes(Doc.number(model, "sizeBytes"))));
    text.append(
        "opset %d, IR %d, memory %s, origin %s%n"
            .formatted(
                Doc.number(model, "opset"),
                Doc.number(model, "irVersion"),
                Amounts.bytes(Doc.number(model, "minMemoryBytes")),
                Doc.text(model, "origin")));
    Table tensors = new Table("TENSOR", "NAME", "DATATYPE", "SHAPE");
    addTensors(tensors, "input", model, "inputs");
    addTensors(tensors, "output", model, "outputs");
    Table files = new Table("FILE", "SIZE", "CHUNKS", "SHA-256");
    for (JsonObject file : Doc.objects(model, "files")) {
      files.add(
          Doc.text(file, "path"),
          Amounts.bytes(Doc.number(file, "sizeBytes")),
          Long.toString(Doc.number(file, "chunks")),
          Doc.brief(Doc.text(file, "sha256")));
    }
    return text.append(tensors.text(columns)).append(files.text(columns)).toString();
  }

  private static void addTensors(Table table, String role, JsonObject model, String field) {
    for (JsonObject tensor : Doc.objects(model, field)) {
      table.add(
          role,
          Doc.text(tensor, "name"),
          Doc.text(tensor, "datatype"),
          String.valueOf(tensor.get("shape")));
    }
  }
}
