package dev.linnet.daemon.command;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Digest;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.FindChunksResponse;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.GetTrustRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListEventsRequest;
import dev.linnet.proto.v1.ListModelsRequest;
import dev.linnet.proto.v1.ListRolloutsRequest;
import dev.linnet.proto.v1.ModelRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import dev.linnet.proto.v1.PrepareRolloutRequest;
import dev.linnet.proto.v1.PrepareRolloutResponse;
import dev.linnet.proto.v1.PutChunksResponse;
import dev.linnet.proto.v1.PutManifestRequest;
import dev.linnet.proto.v1.PutManifestResponse;
import dev.linnet.proto.v1.SubmitRequest;
import dev.linnet.proto.v1.SubmitResponse;
import dev.linnet.proto.v1.VerifyModelsRequest;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node that answers what a test told it to, over real gRPC on a real loopback port. */
final class ScriptedNode implements AutoCloseable {
  private final int port;
  private volatile Server server;
  final List<SubmitRequest> submitted = Collections.synchronizedList(new ArrayList<>());
  final Map<String, byte[]> chunks = Collections.synchronizedMap(new TreeMap<>());
  final List<JsonDocument> watched = new CopyOnWriteArrayList<>();
  volatile String members = "{}";
  volatile String trust = "{}";
  volatile String models = "{}";
  volatile String fetched = "{}";
  volatile String rollouts = "{}";
  volatile String rollout = "{}";
  volatile String explanation = "{}";
  volatile String planned = "{}";
  volatile List<String> events = List.of();
  volatile List<String> verified = List.of();
  volatile ByteString manifest = ByteString.EMPTY;
  volatile boolean hangs;
  volatile boolean staysOpen;

  /** Run on a thread of its own once a caller has what there was to be watched. */
  volatile Runnable whenWatched = () -> {};

  volatile @Nullable Status refusal;
  volatile @Nullable Status chunkRefusal;
  volatile UnaryOperator<Announcement> tampering = UnaryOperator.identity();
  volatile @Nullable ModelInferRequest asked;
  volatile ModelInferResponse inference = ModelInferResponse.getDefaultInstance();

  ScriptedNode() throws IOException {
    server = listen(0);
    port = server.getPort();
  }

  private Server listen(int port) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
        .addService(new Operator())
        .addService(new Inference())
        .build()
        .start();
  }

  /** Ends as a node does that is told to, and breaks off whatever is under way. */
  void stop() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
  }

  /** Comes back at the same address. */
  void startAgain() throws IOException {
    server = listen(port);
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void watch(String... documents) {
    for (String document : documents) {
      watched.add(JsonDocument.newBuilder().setJson(document).build());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Inference extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answers) {
      asked = request;
      answer(answers, inference);
    }
  }

  private final class Operator extends OperatorGrpc.OperatorImplBase {
    @Override
    public void getMembers(GetMembersRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(members));
    }

    @Override
    public void getTrust(GetTrustRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(trust));
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(models));
    }

    @Override
    public void listRollouts(ListRolloutsRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(rollouts));
    }

    @Override
    public void getRollout(GetRolloutRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(rollout));
    }

    @Override
    public void explainRollout(
        ExplainRolloutRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(explanation));
    }

    @Override
    public void watchRollout(GetRolloutRequest request, StreamObserver<JsonDocument> answers) {
      watched.forEach(answers::onNext);
      new Thread(whenWatched, "when watched").start();
      if (!staysOpen) {
        answers.onCompleted();
      }
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<JsonDocument> answers) {
      events.stream().skip(request.getAfter()).map(ScriptedNode::json).forEach(answers::onNext);
      answers.onCompleted();
    }

    @Override
    public void verifyModels(VerifyModelsRequest request, StreamObserver<JsonDocument> answers) {
      verified.stream().map(ScriptedNode::json).forEach(answers::onNext);
      answers.onCompleted();
    }

    @Override
    public void findChunks(FindChunksRequest request, StreamObserver<FindChunksResponse> answers) {
      FindChunksResponse.Builder found = FindChunksResponse.newBuilder();
      for (ByteString digest : request.getDigestsList()) {
        found.addPresent(chunks.containsKey(Digest.ofRaw(digest.toByteArray()).hex()));
      }
      answer(answers, found.build());
    }

    @Override
    public StreamObserver<Chunk> putChunks(StreamObserver<PutChunksResponse> answers) {
      return new StreamObserver<>() {
        private boolean ended;

        @Override
        public void onNext(Chunk chunk) {
          Status refused = chunkRefusal;
          if (refused != null) {
            if (!ended) {
              ended = true;
              answers.onError(refused.asException());
            }
            return;
          }
          byte[] content = chunk.getContent().toByteArray();
          chunks.put(Digest.ofRaw(chunk.getDigest().toByteArray()).hex(), content);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          if (ended) {
            return;
          }
          answers.onNext(PutChunksResponse.getDefaultInstance());
          answers.onCompleted();
        }
      };
    }

    @Override
    public void putManifest(
        PutManifestRequest request, StreamObserver<PutManifestResponse> answers) {
      manifest = request.getJson();
      byte[] digest = Digest.of(manifest.toByteArray()).raw();
      answer(
          answers, PutManifestResponse.newBuilder().setDigest(ByteString.copyFrom(digest)).build());
    }

    @Override
    public void fetchModel(ModelRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(fetched));
    }

    @Override
    public void getManifest(ModelRequest request, StreamObserver<PutManifestRequest> answers) {
      answer(answers, PutManifestRequest.newBuilder().setJson(manifest).build());
    }

    @Override
    public void getChunks(FindChunksRequest request, StreamObserver<Chunk> answers) {
      for (ByteString digest : request.getDigestsList()) {
        byte[] content = chunks.get(Digest.ofRaw(digest.toByteArray()).hex());
        answers.onNext(
            Chunk.newBuilder().setDigest(digest).setContent(ByteString.copyFrom(content)).build());
      }
      answers.onCompleted();
    }

    @Override
    public void prepareRollout(
        PrepareRolloutRequest request, StreamObserver<PrepareRolloutResponse> answers) {
      Announcement prepared = prepare(PlanFile.parse(request.getPlan(), request.getFile()));
      answer(
          answers,
          PrepareRolloutResponse.newBuilder()
              .setPayloadType(Announcement.PAYLOAD_TYPE)
              .setPayload(
                  ByteString.copyFrom(AnnouncementJson.write(tampering.apply(prepared)).toArray()))
              .build());
    }

    @Override
    public void planRollout(PrepareRolloutRequest request, StreamObserver<JsonDocument> answers) {
      answer(answers, json(planned));
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> answers) {
      submitted.add(request);
      answer(answers, SubmitResponse.newBuilder().setId("ab".repeat(32)).build());
    }
  }

  private static Announcement prepare(Plan plan) {
    TreeSet<RegionName> known = new TreeSet<>();
    for (String name : List.of("asia", "eu", "na")) {
      known.add(new RegionName(name));
    }
    Plan resolved = plan.resolve(known);
    List<Announcement.Jury> juries = new ArrayList<>();
    for (int wave = 0; wave < resolved.waves().size(); wave++) {
      for (RegionName region : resolved.waves().get(wave).regions()) {
        TreeSet<NodeName> jurors = new TreeSet<>();
        jurors.add(new NodeName(region + "-1"));
        jurors.add(new NodeName(region + "-2"));
        juries.add(new Announcement.Jury(wave, region, jurors));
      }
    }
    return new Announcement(
        "birds",
        resolved,
        Digest.of(new byte[] {1}),
        0,
        7,
        null,
        null,
        null,
        Instant.parse("2026-11-24T00:00:00Z"),
        Instant.parse("2026-12-01T00:00:00Z"),
        juries);
  }

  private <T> void answer(StreamObserver<T> answers, T answer) {
    if (hangs) {
      return;
    }
    Status refused = refusal;
    if (refused != null) {
      answers.onError(refused.asException());
      return;
    }
    answers.onNext(answer);
    answers.onCompleted();
  }

  private static JsonDocument json(String text) {
    return JsonDocument.newBuilder().setJson(text).build();
  }
}
