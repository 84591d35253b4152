package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.trust.Digest;
import dev.linnet.proto.v1.PutManifestRequest;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Brings a packed model into a node's store: the chunks that it lacks, then the manifest. */
final class ModelPush {
  private final Terminal terminal;
  private final NodeClient client;

  ModelPush(Terminal terminal, NodeClient client) {
    this.terminal = terminal;
    this.client = client;
  }

  /**
   * Pushes {@code model} and returns what was done.
   *
   * @param manifestOnly leaves the chunks out: the manifest names an origin that has them
   */
  JsonObject push(PackedModel model, boolean manifestOnly) {
    ChunkUpload upload = new ChunkUpload(client, model);
    List<Integer> missing = manifestOnly ? List.of() : upload.missing();
    long missingBytes =
        missing.stream().mapToLong(place -> model.chunks().get(place).sizeBytes()).sum();
    send(upload, model, missing, missingBytes);
    PutManifestRequest request =
        PutManifestRequest.newBuilder()
            .setJson(ByteString.copyFrom(model.manifestJson()))
            .build();
    byte[] digest = client.ask(node -> node.putManifest(request)).getDigest().toByteArray();
    JsonObject document = new JsonObject();
    document.addProperty("name", model.name());
    document.addProperty("version", model.version());
    document.addProperty("digest", Digest.ofRaw(digest).hex());
    document.addProperty(
        "sizeBytes", model.chunks().stream().mapToLong(ChunkRef::sizeBytes).sum());
    document.addProperty("sentBytes", missingBytes);
    return document;
  }

  private void send(
      ChunkUpload upload, PackedModel model, List<Integer> missing, long missingBytes) {
    if (missing.isEmpty()) {
      return;
    }
    if (!terminal.interactive()) {
      terminal.say("sending " + Amounts.bytes(missingBytes) + " of " + model.name());
      upload.send(missing, bytes -> {});
      return;
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(model.name() + " " + model.version())
            .setInitialMax(missingBytes)
            .setUnit(" MiB", 1 << 20)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .build()) {
      upload.send(missing, bar::stepBy);
    }
  }
}
