package dev.linnet.daemon.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.GetTwinRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet mesh export}. What had to be guessed stands in comments above the twin. */
@Command(
    name = "export",
    description =
        "Write a twin of the mesh, on which `linnet-sim rehearse` tries plans: regions, devices,"
            + " lines and requests as measured, and what serves. No addresses, no keys.")
final class MeshExport implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it goes, in place of the standard output.")
  private @Nullable Path out;

  MeshExport(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JsonObject document;
    try (NodeClient client = api.connect()) {
      document = Doc.parse(client.ask(node -> node.getTwin(GetTwinRequest.getDefaultInstance())));
    }
    StringBuilder text = new StringBuilder();
    for (JsonElement note : document.getAsJsonArray("notes")) {
      text.append("# ").append(note.getAsString()).append('\n');
    }
    text.append(OutputOption.yaml(document.getAsJsonObject("twin"))).append('\n');
    if (out == null) {
      terminal.out().print(text);
    } else {
      write(out, text.toString());
    }
    return 0;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserError(UserError.FAILED, file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
