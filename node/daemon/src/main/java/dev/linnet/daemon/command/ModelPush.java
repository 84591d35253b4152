package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet model push}: the chunks that the node lacks, then the manifest. */
@Command(name = "push", description = "Pack a model and bring it into the asked node's store.")
final class ModelPush implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "DIR|FILE",
      description = "A directory with model.onnx or VERSION/model.onnx, or a file FILE.onnx.")
  private Path source = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "M",
      description = "The model's name (default: the directory's or the file's).")
  private @Nullable String name;

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "Its version (default: the highest VERSION in the directory).")
  private @Nullable String version;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = {
        "HTTP(S) base URL of the same files. Only the manifest is pushed then;",
        "the nodes fetch the content from there and from each other."
      })
  private @Nullable String origin;

  ModelPush(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PackedModel model = ModelPacker.pack(source, name, version, origin);
    try (NodeClient client = api.connect()) {
      ModelUpload upload = new ModelUpload(terminal, client, model);
      JsonObject document = origin == null ? upload.all() : upload.manifestAlone();
      output.print(terminal, document, ModelUpload::table);
    }
    return 0;
  }
}
