package dev.linnet.daemon.operator;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.DaemonThreads;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.daemon.serving.Feedback;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.survey.Survey;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transport.WireCodec;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.DiagnoseRequest;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.FindChunksResponse;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.GetTrustRequest;
import dev.linnet.proto.v1.GetTwinRequest;
import dev.linnet.proto.v1.GiveFeedbackRequest;
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
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code linnet.v1.Operator} over gRPC. Whoever looks holds up nobody but those who look: the
 * doctor and the watches have threads of their own.
 */
public final class OperatorService extends OperatorGrpc.OperatorImplBase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorService.class);

  private final NodeAccess node;
  private final Store store;
  private final EventLog events;
  private final Diagnoses diagnoses;
  private final Clock clock;
  private final ScheduledExecutorService watches =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("watches"));
  private final StoredModels models;
  private final ModelServer server;
  private final Function<NodeView, CompletableFuture<Map<NodeName, Survey>>> surveys;

  /**
   * The operator's calls to one node.
   *
   * @param surveys what all nodes that a view knows tell of their pace, by name
   */
  public OperatorService(
      NodeAccess node,
      Store store,
      EventLog events,
      Doctor doctor,
      Clock clock,
      ModelServer server,
      Function<NodeView, CompletableFuture<Map<NodeName, Survey>>> surveys) {
    this.diagnoses = new Diagnoses(doctor::document);
    this.node = node;
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.models = new StoredModels(node, store);
    this.server = server;
    this.surveys = surveys;
  }

  @Override
  public void getMembers(GetMembersRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, node.view().thenApply(view -> document(Documents.members(view))));
  }

  @Override
  public void getTrust(GetTrustRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, node.view().thenApply(view -> document(TrustDocument.of(view.roots()))));
  }

  @Override
  public void getTwin(GetTwinRequest request, StreamObserver<JsonDocument> observer) {
    answer(
        observer,
        node.view()
            .thenCompose(
                view ->
                    surveys
                        .apply(view)
                        .thenApply(
                            told ->
                                document(new TwinDocument(view, told, clock.instant()).toJson()))));
  }

  @Override
  public void diagnose(DiagnoseRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, node.view().thenCompose(diagnoses::of).thenApply(OperatorService::document));
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, node.view().thenApply(view -> document(Documents.models(view, store))));
  }

  @Override
  public void getModel(ModelRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, models.show(request).thenApply(OperatorService::document));
  }

  @Override
  public void fetchModel(ModelRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, models.fetch(request).thenApply(OperatorService::document));
  }

  @Override
  public void removeModel(ModelRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, models.remove(request).thenApply(OperatorService::document));
  }

  @Override
  public void getManifest(ModelRequest request, StreamObserver<PutManifestRequest> observer) {
    answer(observer, models.manifest(request));
  }

  @Override
  public void getChunks(FindChunksRequest request, StreamObserver<Chunk> observer) {
    models.chunks(request, (ServerCallStreamObserver<Chunk>) observer);
  }

  @Override
  public void verifyModels(VerifyModelsRequest request, StreamObserver<JsonDocument> observer) {
    ServerCallStreamObserver<JsonDocument> stream =
        (ServerCallStreamObserver<JsonDocument>) observer;
    // Models share chunks: one that rotted is gone when the next model is looked at.
    Set<Digest> allRotten = new TreeSet<>();
    try {
      for (NodeView.Stored stored : node.view().join().models()) {
        if (stream.isCancelled()) {
          return;
        }
        Set<Digest> rotten = store.verify(stored.manifest());
        if (!rotten.isEmpty()) {
          allRotten.addAll(rotten);
          node.lost(rotten);
        }
        stream.onNext(document(Documents.verified(stored.manifest(), allRotten, store)));
      }
      stream.onCompleted();
    } catch (RuntimeException e) {
      stream.onError(status(e));
    }
  }

  @Override
  public void listRollouts(ListRolloutsRequest request, StreamObserver<JsonDocument> observer) {
    answer(observer, node.view().thenApply(view -> document(rollouts(view).list())));
  }

  @Override
  public void getRollout(GetRolloutRequest request, StreamObserver<JsonDocument> observer) {
    answer(
        observer,
        node.view()
            .thenApply(
                view -> document(rollouts(view).status(Lookup.rollout(view, request.getId())))));
  }

  @Override
  public void explainRollout(ExplainRolloutRequest request, StreamObserver<JsonDocument> observer) {
    answer(
        observer,
        node.view()
            .thenApply(
                view ->
                    document(
                        new ExplainDocument(view, Lookup.rollout(view, request.getId()))
                            .of(Lookup.member(view, request.getNode())))));
  }

  @Override
  public void watchRollout(GetRolloutRequest request, StreamObserver<JsonDocument> observer) {
    RolloutWatch.start(
        node::view,
        this::rollouts,
        watches,
        request.getId(),
        (ServerCallStreamObserver<JsonDocument>) observer);
  }

  @Override
  public void findChunks(FindChunksRequest request, StreamObserver<FindChunksResponse> observer) {
    attempt(
        observer,
        () -> {
          FindChunksResponse.Builder found = FindChunksResponse.newBuilder();
          request
              .getDigestsList()
              .forEach(raw -> found.addPresent(store.hasChunk(Digest.ofRaw(raw.toByteArray()))));
          return found.build();
        });
  }

  @Override
  public StreamObserver<Chunk> putChunks(StreamObserver<PutChunksResponse> observer) {
    return new StreamObserver<>() {
      private long storedBytes;
      private boolean failed;

      @Override
      public void onNext(Chunk chunk) {
        if (!failed) {
          try {
            byte[] content = chunk.getContent().toByteArray();
            store.putPushedChunk(
                Digest.ofRaw(chunk.getDigest().toByteArray()), ChunkBytes.of(content));
            storedBytes += content.length;
          } catch (RuntimeException e) {
            failed = true;
            observer.onError(status(e));
          }
        }
      }

      @Override
      public void onError(Throwable t) {
        LOG.info("a push was broken off; its chunks go with the next collection");
      }

      @Override
      public void onCompleted() {
        if (!failed) {
          observer.onNext(PutChunksResponse.newBuilder().setStoredBytes(storedBytes).build());
          observer.onCompleted();
        }
      }
    };
  }

  @Override
  public void putManifest(
      PutManifestRequest request, StreamObserver<PutManifestResponse> observer) {
    answer(
        observer,
        node.storeManifest(request.getJson().toStringUtf8())
            .thenApply(
                manifest ->
                    PutManifestResponse.newBuilder()
                        .setDigest(ByteString.copyFrom(manifest.digest().raw()))
                        .build()));
  }

  @Override
  public void prepareRollout(
      PrepareRolloutRequest request, StreamObserver<PrepareRolloutResponse> observer) {
    try {
      answer(
          observer,
          node.draft(PlanFile.parse(request.getPlan(), request.getFile()))
              .thenApply(
                  announcement ->
                      PrepareRolloutResponse.newBuilder()
                          .setPayloadType(Announcement.PAYLOAD_TYPE)
                          .setPayload(
                              ByteString.copyFrom(AnnouncementJson.write(announcement).toArray()))
                          .build()));
    } catch (DocumentException e) {
      observer.onError(status(e));
    }
  }

  @Override
  public void planRollout(PrepareRolloutRequest request, StreamObserver<JsonDocument> observer) {
    try {
      answer(
          observer,
          node.draft(PlanFile.parse(request.getPlan(), request.getFile()))
              .thenCombine(
                  node.view(),
                  (announcement, view) -> document(new PlanDocument(view, announcement).toJson())));
    } catch (DocumentException e) {
      observer.onError(status(e));
    }
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitResponse> observer) {
    try {
      Envelope envelope = WireCodec.decodeEnvelope(request.getEnvelope());
      answer(
          observer,
          node.submit(envelope)
              .thenApply(
                  refusal -> {
                    if (refusal != null) {
                      throw Status.PERMISSION_DENIED.withDescription(refusal).asRuntimeException();
                    }
                    return SubmitResponse.newBuilder().setId(envelope.id().hex()).build();
                  }));
    } catch (IllegalArgumentException e) {
      observer.onError(status(e));
    }
  }

  @Override
  public void giveFeedback(GiveFeedbackRequest request, StreamObserver<JsonDocument> observer) {
    attempt(
        observer,
        () -> {
          Feedback taken =
              server.feedback(request.getModel(), request.getRequestId(), request.getLabelsList());
          JsonObject document = Documents.versioned();
          document.addProperty("model", taken.model());
          document.addProperty("version", taken.version());
          document.addProperty("rows", taken.rows());
          document.addProperty("right", taken.right());
          return document(document);
        });
  }

  @Override
  public void listEvents(ListEventsRequest request, StreamObserver<JsonDocument> observer) {
    if (request.getFollow()) {
      EventFollower.start(
          events, request.getAfter(), (ServerCallStreamObserver<JsonDocument>) observer);
    } else {
      events.after(request.getAfter()).forEach(entry -> observer.onNext(document(entry)));
      observer.onCompleted();
    }
  }

  private RolloutDocuments rollouts(NodeView view) {
    return new RolloutDocuments(view, clock.millis(), this::verdictTime);
  }

  /** The last time that the event log tells of the verdict of a region's whole jury in a wave. */
  private Optional<String> verdictTime(String rollout, int wave, RegionName region) {
    return events.about(rollout).stream()
        .filter(entry -> entry.kind().equals("VERDICT"))
        .filter(entry -> region.value().equals(entry.about().get("region")))
        .filter(entry -> Integer.toString(wave).equals(entry.about().get("wave")))
        .filter(entry -> !entry.about().containsKey("class"))
        .reduce((earlier, later) -> later)
        .map(EventLog.Entry::at);
  }

  static JsonDocument document(EventLog.Entry entry) {
    return JsonDocument.newBuilder().setJson(entry.json()).build();
  }

  static JsonDocument document(JsonObject json) {
    return JsonDocument.newBuilder().setJson(json.toString()).build();
  }

  private static <T> void attempt(StreamObserver<T> observer, Supplier<T> call) {
    answer(observer, CompletableFuture.completedFuture(call).thenApply(supplier -> supplier.get()));
  }

  private static <T> void answer(StreamObserver<T> observer, CompletableFuture<T> coming) {
    var unused =
        coming.handle(
            (answer, failure) -> {
              if (failure != null) {
                observer.onError(status(failure));
              } else {
                observer.onNext(answer);
                observer.onCompleted();
              }
              return null;
            });
  }

  /** A person's mistake is told as it is; what is ours is logged and told shortly. */
  static StatusRuntimeException status(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof StatusRuntimeException status) {
      return status;
    }
    if (cause instanceof InferenceException refused) {
      return Status.fromCodeValue(refused.status().grpcCode())
          .withDescription(refused.getMessage())
          .asRuntimeException();
    }
    if (cause instanceof IllegalArgumentException
        || cause instanceof UserError
        || cause instanceof DocumentException
        || cause instanceof Store.WrongDigest) {
      return Status.INVALID_ARGUMENT.withDescription(cause.getMessage()).asRuntimeException();
    }
    if (cause instanceof RejectedExecutionException) {
      return Status.UNAVAILABLE.withDescription("the node is stopping").asRuntimeException();
    }
    if (cause instanceof Store.StoreFailure) {
      return Status.RESOURCE_EXHAUSTED.withDescription(cause.getMessage()).asRuntimeException();
    }
    LOG.error("an operator's request failed", cause);
    return Status.INTERNAL
        .withDescription("it failed; the node's log says why")
        .asRuntimeException();
  }

  /** Ends the watches that still run. */
  @Override
  public void close() {
    diagnoses.close();
    watches.shutdownNow();
  }
}
