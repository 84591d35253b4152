package dev.linnet.client;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import com.google.protobuf.ByteString;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListEventsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The examples of {@code docs/client.md}, in its order. */
final class ClientExamples {
  private ClientExamples() {}

  // The page begins here.

  /** A node on this machine, as it is at first: without TLS, and open to each user of it. */
  static ManagedChannel here(String address) {
    return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
        .defaultServiceConfig(retries())
        .build();
  }

  /** A node elsewhere: the mesh's authority says that it is a node, a token says who asks. */
  static ManagedChannel elsewhere(String address, File authority, String token) throws IOException {
    ChannelCredentials tls = TlsChannelCredentials.newBuilder().trustManager(authority).build();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return Grpc.newChannelBuilder(address, tls)
        .overrideAuthority("node.linnet")
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
        .defaultServiceConfig(retries())
        .build();
  }

  /** A model may be asked twice: what was not answered is asked for up to four times in all. */
  private static Map<String, ?> retries() {
    String config =
        """
        {"methodConfig": [{
          "name": [{"service": "inference.GRPCInferenceService"}],
          "retryPolicy": {
            "maxAttempts": 4,
            "initialBackoff": "0.2s",
            "maxBackoff": "2s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"]
          }
        }]}
        """;
    return new Gson().fromJson(config, new TypeToken<Map<String, Object>>() {});
  }

  /** What a model with an input {@code x} of rows of numbers answers to one row. */
  static float[] scores(Channel channel, Duration patience, String model, float... row) {
    ByteBuffer raw = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(row);
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("x")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(row.length))
            .addRawInputContents(ByteString.copyFrom(raw))
            .build();
    ModelInferResponse response =
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
            .modelInfer(request);
    ByteString answer = response.getRawOutputContents(0);
    float[] scores = new float[answer.size() / Float.BYTES];
    answer.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(scores);
    return scores;
  }

  /** Each node that the asked one knows, and for what it holds it, such as {@code ALIVE}. */
  static Map<String, String> members(Channel channel) {
    JsonObject document =
        json(operator(channel).getMembers(GetMembersRequest.getDefaultInstance()));
    return pairs(document, "members", "node", "state");
  }

  /** Each rollout by its id, and how it stands, such as {@code ROLLING}. */
  static Map<String, String> rollouts(Channel channel) {
    JsonObject document =
        json(operator(channel).listRollouts(ListRolloutsRequest.getDefaultInstance()));
    return pairs(document, "rollouts", "id", "state");
  }

  private static OperatorGrpc.OperatorBlockingStub operator(Channel channel) {
    return OperatorGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static JsonObject json(JsonDocument document) {
    return JsonParser.parseString(document.getJson()).getAsJsonObject();
  }

  private static Map<String, String> pairs(
      JsonObject document, String list, String key, String value) {
    Map<String, String> pairs = new TreeMap<>();
    for (JsonElement each : document.getAsJsonArray(list)) {
      JsonObject entry = each.getAsJsonObject();
      pairs.put(entry.get(key).getAsString(), entry.get(value).getAsString());
    }
    return pairs;
  }

  /** Waits for the end of a rollout and says which it is, such as {@code PROMOTED}. */
  static String end(Channel channel, String rollout) {
    GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(rollout).build();
    Iterator<JsonDocument> changes =
        OperatorGrpc.newBlockingStub(channel)
            .withDeadlineAfter(1, TimeUnit.HOURS)
            .watchRollout(request);
    String state = "";
    while (changes.hasNext()) {
      state = json(changes.next()).get("state").getAsString();
    }
    return state;
  }

  /** Hands on what happened after an event and what happens, until the answer is closed. */
  static Context.CancellableContext follow(
      Channel channel, long after, StreamObserver<JsonDocument> events) {
    ListEventsRequest request =
        ListEventsRequest.newBuilder().setAfter(after).setFollow(true).build();
    Context.CancellableContext following = Context.current().withCancellation();
    following.run(() -> OperatorGrpc.newStub(channel).listEvents(request, events));
    return following;
  }
}
