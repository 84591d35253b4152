package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.packing.ChunkSource;
import dev.linnet.proto.v1.PutManifestRequest;
import java.util.List;

/** Brings a model into a node's store: the chunks that the node lacks, then the manifest. */
final class ModelUpload {
  private final Terminal terminal;
  private final NodeClient client;
  private final ChunkSource model;

  ModelUpload(Terminal terminal, NodeClient client, ChunkSource model) {
    this.terminal = terminal;
    this.client = client;
    this.model = model;
  }

  JsonObject all() {
    return manifest(chunks());
  }

  /** The manifest alone, whose chunks come from elsewhere. */
  JsonObject manifestAlone() {
    return manifest(0);
  }

  private JsonObject manifest(long sentBytes) {
    PutManifestRequest request =
        PutManifestRequest.newBuilder().setJson(ByteString.copyFromUtf8(model.json())).build();
    byte[] digest = client.ask(node -> node.putManifest(request)).getDigest().toByteArray();
    JsonObject document = OutputOption.document();
    document.addProperty("name", model.manifest().name().value());
    document.addProperty("version", model.manifest().version());
    document.addProperty("digest", Digest.ofRaw(digest).hex());
    document.addProperty("sizeBytes", model.manifest().sizeBytes());
    document.addProperty("sentBytes", sentBytes);
    return document;
  }

  /** Returns how many bytes the node lacked and was sent. */
  private long chunks() {
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
    }
    try (Progress progress = new Progress(terminal.interactive(), what, missingBytes)) {
      upload.send(missing, progress::more);
    }
    return missingBytes;
  }

  static String table(JsonObject pushed, int columns) {
    return table(List.of(pushed), columns);
  }

  static String table(List<JsonObject> pushed, int columns) {
    Table table = new Table("NAME", "VERSION", "DIGEST", "SIZE", "SENT");
    for (JsonObject model : pushed) {
      table.add(
          Doc.text(model, "name"),
          Doc.text(model, "version"),
          Doc.brief(Doc.text(model, "digest")),
          Amounts.bytes(Doc.number(model, "sizeBytes")),
          Amounts.bytes(Doc.number(model, "sentBytes")));
    }
    return table.text(columns);
  }
}
