package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ArchiveWriter;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.ModelRequest;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet model export}: one file for a mesh that no network reaches. */
@Command(
    name = "export",
    description = "Write a model of the asked node's store into one file, to be carried by hand.")
final class ModelExport implements Callable<Integer> {
  private static final int BATCH = 1_024;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "The model's name.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "Its version.")
  private String version = "";

  @Parameters(index = "2", paramLabel = "FILE", description = "The file to write; a new one.")
  private Path file = Path.of("");

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "Its manifest's digest, or the beginning of it, if several have that version.")
  private @Nullable String digest;

  ModelExport(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ModelRequest.Builder request = ModelRequest.newBuilder().setName(name).setVersion(version);
    if (digest != null) {
      request.setDigest(digest);
    }
    try (NodeClient client = api.connect()) {
      String json = client.ask(node -> node.getManifest(request.build())).getJson().toStringUtf8();
      Manifest manifest = manifest(json);
      try (ArchiveWriter archive = ArchiveWriter.create(file, json)) {
        List<Digest> chunks = manifest.chunks().stream().map(ChunkRef::digest).distinct().toList();
        for (int from = 0; from < chunks.size(); from += BATCH) {
          write(client, chunks.subList(from, Math.min(chunks.size(), from + BATCH)), archive);
        }
        archive.finish();
      }
      output.print(terminal, document(manifest, file), ModelExport::line);
    }
    return 0;
  }

  private static Manifest manifest(String json) {
    try {
      return ManifestJson.parse(Digest.of(ByteString.copyFromUtf8(json).toByteArray()), json);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, "the node's answer is no manifest", e);
    }
  }

  private static void write(NodeClient client, List<Digest> batch, ArchiveWriter archive) {
    FindChunksRequest.Builder request = FindChunksRequest.newBuilder();
    batch.forEach(chunk -> request.addDigests(ByteString.copyFrom(chunk.raw())));
    Iterator<Chunk> coming = client.stream(node -> node.getChunks(request.build()));
    for (Digest chunk : batch) {
      if (!coming.hasNext()) {
        throw new UserError(UserError.FAILED, "the node sent fewer chunks than asked");
      }
      archive.add(chunk, coming.next().getContent().toByteArray());
    }
    // Reads the end of the answer, which may be a failure.
    if (coming.hasNext()) {
      throw new UserError(UserError.FAILED, "the node sent more chunks than asked");
    }
  }

  private static JsonObject document(Manifest manifest, Path file) {
    JsonObject document = OutputOption.document();
    document.addProperty("name", manifest.name().value());
    document.addProperty("version", manifest.version());
    document.addProperty("digest", manifest.digest().hex());
    document.addProperty("file", file.toString());
    document.addProperty("fileBytes", file.toFile().length());
    return document;
  }

  private static String line(JsonObject exported) {
    return "%s %s, manifest %s, is in %s (%s)%n"
        .formatted(
            Doc.text(exported, "name"),
            Doc.text(exported, "version"),
            Doc.text(exported, "digest"),
            Doc.text(exported, "file"),
            Amounts.bytes(Doc.number(exported, "fileBytes")));
  }
}
