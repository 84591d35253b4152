package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet model push}: the chunks that the node lacks, then the manifest. */
@Command(name = "push", description = "Pack a model and bring it into the asked node's store.")
final class ModelPush implements Callable<Integer> {
  private static final Pattern OCI =
      Pattern.compile("oci://([^/]+)/([a-z0-9._/-]+)(?::[\\w.-]+)?(?:@sha256:[0-9a-f]+)?");

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
        "HTTP(S) base URL of the same files, or oci://HOST/REPOSITORY with each as a blob.",
        "Only the manifest is pushed then; the nodes fetch the content from there and from",
        "each other."
      })
  private @Nullable String origin;

  ModelPush(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PackedModel model = ModelPacker.pack(source, name, version, url(origin));
    try (NodeClient client = api.connect()) {
      ModelUpload upload = new ModelUpload(terminal, client, model);
      JsonObject document = origin == null ? upload.all() : upload.manifestAlone();
      output.print(terminal, document, ModelUpload::table);
    }
    return 0;
  }

  /**
   * Where a registry keeps the blobs of a repository. A tag or digest is left out: the model's own
   * manifest names each file by the SHA-256 by which the registry knows it.
   */
  static @Nullable String url(@Nullable String origin) {
    Matcher oci = OCI.matcher(String.valueOf(origin));
    return oci.matches() ? "https://" + oci.group(1) + "/v2/" + oci.group(2) + "/blobs" : origin;
  }
}
