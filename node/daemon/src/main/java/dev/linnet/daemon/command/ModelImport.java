package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ModelArchive;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet model import}: the file of an export into a node's store. */
@Command(
    name = "import",
    description = {
      "Bring a model that was exported into the asked node's store.",
      "If it broke off, run it again: it sends what is missing."
    })
final class ModelImport implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "FILE", description = "A file of `linnet model export`.")
  private Path file = Path.of("");

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "The manifest's digest that it must have, as the export printed it.")
  private @Nullable String digest;

  ModelImport(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ModelArchive archive = ModelArchive.open(file);
        NodeClient client = api.connect()) {
      String found = archive.manifest().digest().hex();
      if (digest != null && !digest.equals(found)) {
        throw new UserError(
            UserError.REFUSED,
            "archive "
                + file
                + ": its manifest is "
                + found
                + ", not "
                + digest
                + ": nothing was imported");
      }
      JsonObject document = new ModelUpload(terminal, client, archive).all();
      output.print(terminal, document, ModelUpload::table);
    }
    return 0;
  }
}
