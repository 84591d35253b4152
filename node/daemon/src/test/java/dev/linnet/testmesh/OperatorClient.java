package dev.linnet.testmesh;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.GetTrustRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListModelsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import dev.linnet.proto.v1.ModelRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import dev.linnet.proto.v1.PutChunksResponse;
import dev.linnet.proto.v1.PutManifestRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The operator's calls to one node, as JSON. A node that does not answer gives nothing. */
public final class OperatorClient implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 5;

  private final ManagedChannel channel;

  public OperatorClient(int grpcPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
  }

  public Optional<JsonObject> members() {
    return ask(operator -> operator.getMembers(GetMembersRequest.getDefaultInstance()));
  }

  /** For what the node holds each member, by name; empty if it does not answer. */
  public Map<String, String> memberStates() {
    Map<String, String> states = new TreeMap<>();
    members()
        .map(document -> document.getAsJsonArray("members").asList())
        .orElse(List.of())
        .stream()
        .map(JsonElement::getAsJsonObject)
        .forEach(
            member ->
                states.put(member.get("node").getAsString(), member.get("state").getAsString()));
    return states;
  }

  public Optional<JsonObject> trust() {
    return ask(operator -> operator.getTrust(GetTrustRequest.getDefaultInstance()));
  }

  public Optional<JsonObject> models() {
    return ask(operator -> operator.listModels(ListModelsRequest.getDefaultInstance()));
  }

  public Optional<JsonObject> rollouts() {
    return ask(operator -> operator.listRollouts(ListRolloutsRequest.getDefaultInstance()));
  }

  /** The status of a rollout as this node sees it. */
  public Optional<JsonObject> rollout(String id) {
    GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
    return ask(operator -> operator.getRollout(request));
  }

  /** Why a node, or this one if {@code node} is empty, runs what it runs of a rollout's model. */
  public Optional<JsonObject> explain(String id, String node) {
    ExplainRolloutRequest request =
        ExplainRolloutRequest.newBuilder().setId(id).setNode(node).build();
    return ask(operator -> operator.explainRollout(request));
  }

  /** Lets the node fetch a model, by its manifest's digest, and says how far it is. */
  public Optional<JsonObject> fetch(Digest manifest) {
    ModelRequest request = ModelRequest.newBuilder().setDigest(manifest.hex()).build();
    return ask(operator -> operator.fetchModel(request));
  }

  /** How many bytes of a model the node holds; -1 if it does not answer. */
  public long storedBytes(Digest manifest) {
    ModelRequest request = ModelRequest.newBuilder().setDigest(manifest.hex()).build();
    return ask(operator -> operator.getModel(request))
        .map(model -> model.get("storedBytes").getAsLong())
        .orElse(-1L);
  }

  /** Lets a model go. */
  public Optional<JsonObject> remove(Digest manifest) {
    ModelRequest request = ModelRequest.newBuilder().setDigest(manifest.hex()).build();
    return ask(operator -> operator.removeModel(request));
  }

  /** Brings a model into the node's store; chunks come from {@code content} by their index. */
  public void push(Manifest manifest, String json, IntFunction<ByteBuffer> content) {
    CompletableFuture<PutChunksResponse> stored = new CompletableFuture<>();
    StreamObserver<Chunk> stream =
        OperatorGrpc.newStub(channel)
            .putChunks(
                new StreamObserver<>() {
                  @Override
                  public void onNext(PutChunksResponse response) {
                    stored.complete(response);
                  }

                  @Override
                  public void onError(Throwable problem) {
                    stored.completeExceptionally(problem);
                  }

                  @Override
                  public void onCompleted() {}
                });
    List<ChunkRef> chunks = manifest.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      stream.onNext(
          Chunk.newBuilder()
              .setDigest(ByteString.copyFrom(chunks.get(i).digest().raw()))
              .setContent(ByteString.copyFrom(content.apply(i)))
              .build());
    }
    stream.onCompleted();
    stored.join();
    var unused =
        OperatorGrpc.newBlockingStub(channel)
            .putManifest(
                PutManifestRequest.newBuilder().setJson(ByteString.copyFromUtf8(json)).build());
  }

  /** The content of chunks that the node holds, in the order asked. */
  public List<byte[]> chunks(List<Digest> digests) {
    FindChunksRequest.Builder request = FindChunksRequest.newBuilder();
    digests.forEach(digest -> request.addDigests(ByteString.copyFrom(digest.raw())));
    List<byte[]> chunks = new ArrayList<>();
    OperatorGrpc.newBlockingStub(channel)
        .getChunks(request.build())
        .forEachRemaining(chunk -> chunks.add(chunk.getContent().toByteArray()));
    return chunks;
  }

  private Optional<JsonObject> ask(
      Function<OperatorGrpc.OperatorBlockingStub, JsonDocument> question) {
    try {
      JsonDocument answer =
          question.apply(
              OperatorGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
      return Optional.of(JsonParser.parseString(answer.getJson()).getAsJsonObject());
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** Forgets how long a node was away, so that one that is back is reached at once. */
  public void reconnect() {
    channel.resetConnectBackoff();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
