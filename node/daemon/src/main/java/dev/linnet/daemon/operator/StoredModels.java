package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.ModelRequest;
import dev.linnet.proto.v1.PutManifestRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a person does with one model of the store, other than bringing it there. */
final class StoredModels {
  private final NodeAccess node;
  private final Store store;

  StoredModels(NodeAccess node, Store store) {
    this.node = node;
    this.store = store;
  }

  CompletableFuture<JsonObject> show(ModelRequest asked) {
    return node.view().thenApply(view -> document(view, Lookup.model(view, asked)));
  }

  /** A model that is not known here yet can be wanted by its whole digest alone. */
  CompletableFuture<JsonObject> fetch(ModelRequest asked) {
    return node.view()
        .thenCompose(
            view -> {
              boolean strange =
                  asked.getDigest().matches("[0-9a-f]{64}")
                      && view.models().stream()
                          .noneMatch(it -> it.manifest().digest().hex().equals(asked.getDigest()));
              Digest digest =
                  strange
                      ? new Digest(asked.getDigest())
                      : Lookup.model(view, asked).manifest().digest();
              return node.want(digest).thenApply(after -> progress(after, digest));
            });
  }

  private JsonObject progress(NodeView view, Digest digest) {
    return view.models().stream()
        .filter(stored -> stored.manifest().digest().equals(digest))
        .findFirst()
        .map(stored -> inStore(stored.manifest()))
        .orElseGet(
            () -> {
              JsonObject unknown = Documents.versioned();
              unknown.addProperty("digest", digest.hex());
              unknown.addProperty("complete", false);
              return unknown;
            });
  }

  CompletableFuture<JsonObject> remove(ModelRequest asked) {
    return node.view()
        .thenCompose(
            view -> {
              Stored stored = Lookup.model(view, asked);
              return node.letGo(stored.manifest().digest())
                  .thenApply(
                      refusal -> {
                        if (refusal != null) {
                          throw Status.FAILED_PRECONDITION
                              .withDescription(
                                  "model "
                                      + stored.manifest().name()
                                      + " "
                                      + stored.manifest().version()
                                      + " stays: "
                                      + refusal)
                              .asRuntimeException();
                        }
                        return inStore(stored.manifest());
                      });
            });
  }

  CompletableFuture<PutManifestRequest> manifest(ModelRequest asked) {
    return node.view()
        .thenApply(
            view -> {
              Manifest manifest = Lookup.model(view, asked).manifest();
              String json =
                  store
                      .manifest(manifest.digest())
                      .orElseThrow(() -> notHere("manifest " + manifest.digest().brief()));
              return PutManifestRequest.newBuilder().setJson(ByteString.copyFromUtf8(json)).build();
            });
  }

  /** Sends chunks as fast as the caller takes them, one in memory at a time. */
  void chunks(FindChunksRequest asked, ServerCallStreamObserver<Chunk> stream) {
    Iterator<ByteString> left = asked.getDigestsList().iterator();
    if (!left.hasNext()) {
      stream.onCompleted();
      return;
    }
    stream.setOnReadyHandler(
        () -> {
          try {
            while (stream.isReady() && left.hasNext()) {
              stream.onNext(chunk(Digest.ofRaw(left.next().toByteArray())));
              if (!left.hasNext()) {
                stream.onCompleted();
              }
            }
          } catch (RuntimeException e) {
            left.forEachRemaining(skipped -> {});
            stream.onError(OperatorService.status(e));
          }
        });
  }

  private Chunk chunk(Digest digest) {
    try (ChunkBytes content = store.readChunk(digest)) {
      if (content == null) {
        throw notHere("chunk " + digest.brief());
      }
      return Chunk.newBuilder()
          .setDigest(ByteString.copyFrom(digest.raw()))
          .setContent(ByteString.copyFrom(content.buffer()))
          .build();
    }
  }

  private static RuntimeException notHere(String what) {
    return Status.NOT_FOUND
        .withDescription(what + " is not in this node's store: fetch the model first")
        .asRuntimeException();
  }

  private JsonObject inStore(Manifest manifest) {
    JsonObject document = Documents.versioned();
    Documents.model(manifest, store)
        .entrySet()
        .forEach(it -> document.add(it.getKey(), it.getValue()));
    return document;
  }

  private JsonObject document(NodeView view, Stored stored) {
    Manifest manifest = stored.manifest();
    JsonObject document = inStore(manifest);
    if (manifest.origin() != null) {
      document.addProperty("origin", manifest.origin());
    }
    document.addProperty("opset", manifest.opset());
    document.addProperty("irVersion", manifest.irVersion());
    document.addProperty("minMemoryBytes", manifest.minMemoryBytes());
    document.add("inputs", tensors(manifest.inputs()));
    document.add("outputs", tensors(manifest.outputs()));
    JsonArray files = new JsonArray();
    for (ModelFile file : manifest.files()) {
      JsonObject json = new JsonObject();
      json.addProperty("path", file.path());
      json.addProperty("sizeBytes", file.sizeBytes());
      json.addProperty("chunks", file.chunks().size());
      json.addProperty("sha256", file.digest().hex());
      files.add(json);
    }
    document.add("files", files);
    JsonArray rollouts = new JsonArray();
    view.rollouts().stream()
        .filter(rollout -> rollout.announcement().manifest().equals(manifest.digest()))
        .forEach(rollout -> rollouts.add(rollout.id().hex()));
    document.add("rollouts", rollouts);
    return document;
  }

  private static JsonArray tensors(List<TensorSpec> specs) {
    JsonArray tensors = new JsonArray();
    for (TensorSpec spec : specs) {
      JsonObject json = new JsonObject();
      json.addProperty("name", spec.name());
      json.addProperty("datatype", spec.datatype());
      JsonArray shape = new JsonArray();
      spec.shape().forEach(shape::add);
      json.add("shape", shape);
      tensors.add(json);
    }
    return tensors;
  }
}
