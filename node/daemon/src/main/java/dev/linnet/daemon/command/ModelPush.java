package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import dev.linnet.proto.v1.PutManifestRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
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
      long sentBytes = origin == null ? upload(client, model) : 0;
      PutManifestRequest request =
          PutManifestRequest.newBuilder().setJson(ByteString.copyFromUtf8(model.json())).build();
      byte[] digest = client.ask(node -> node.putManifest(request)).getDigest().toByteArray();
      JsonObject document = new JsonObject();
      document.addProperty("name", model.manifest().name().value());
      document.addProperty("version", model.manifest().version());
      document.addProperty("digest", Digest.ofRaw(digest).hex());
      document.addProperty("sizeBytes", model.manifest().sizeBytes());
      document.addProperty("sentBytes", sentBytes);
      output.print(terminal, document, ModelPush::table);
    }
    return 0;
  }

  /** Returns how many bytes the node lacked and was sent. */
  private long upload(NodeClient client, PackedModel model) {
    ChunkUpload upload = new ChunkUpload(client, model);
    List<Integer> missing = upload.missing();
    List<ChunkRef> chunks = model.chunks();
    long missingBytes = missing.stream().mapToLong(place -> chunks.get(place).sizeBytes()).sum();
    String what = model.manifest().name() + " " + model.manifest().version();
    if (missing.isEmpty()) {
      return 0;
    }
    if (!terminal.interactive()) {
      terminal.say("sending " + Amounts.bytes(missingBytes) + " of " + what);
      upload.send(missing, bytes -> {});
      return missingBytes;
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(missingBytes)
            .setUnit(" MiB", 1 << 20)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .build()) {
      upload.send(missing, bar::stepBy);
    }
    return missingBytes;
  }

  private static String table(JsonObject pushed) {
    Table table = new Table("NAME", "VERSION", "DIGEST", "SIZE", "SENT");
    table.add(
        Doc.text(pushed, "name"),
        Doc.text(pushed, "version"),
        Doc.brief(Doc.text(pushed, "digest")),
        Amounts.bytes(Doc.number(pushed, "sizeBytes")),
        Amounts.bytes(Doc.number(pushed, "sentBytes")));
    return table.text();
  }
}
