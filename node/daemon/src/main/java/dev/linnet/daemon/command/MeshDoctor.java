package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.DiagnoseRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet mesh doctor}. Fails if anything does, so that a script can tell. */
@Command(
    name = "doctor",
    description =
        "What is wrong with the asked node: disk, store, device, trials, clock, certificate, port,"
            + " peers, twins.")
final class MeshDoctor implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  MeshDoctor(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document =
          Doc.parse(client.ask(node -> node.diagnose(DiagnoseRequest.getDefaultInstance())));
      output.print(terminal, document, MeshDoctor::table);
      return Doc.text(document, "state").equals("FAIL") ? UserError.FAILED : 0;
    }
  }

  private static String table(JsonObject document, int columns) {
    Table table = new Table("CHECK", "STATE", "FOUND");
    table.add("version", "OK", Doc.text(document, "version"));
    for (JsonObject check : Doc.objects(document, "checks")) {
      table.add(Doc.text(check, "check"), Doc.text(check, "state"), Doc.text(check, "sentence"));
    }
    return String.join("\n", table.wrapped(columns)) + "\n";
  }
}
