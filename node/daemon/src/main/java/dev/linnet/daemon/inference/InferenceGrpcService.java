package dev.linnet.daemon.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceRequest;
import dev.linnet.daemon.serving.InferenceResult;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.ModelView;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import dev.linnet.daemon.serving.UnderWay;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.InferParameter;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.linnet.proto.inference.ModelMetadataRequest;
import dev.linnet.proto.inference.ModelMetadataResponse;
import dev.linnet.proto.inference.ModelReadyRequest;
import dev.linnet.proto.inference.ModelReadyResponse;
import dev.linnet.proto.inference.ServerLiveRequest;
import dev.linnet.proto.inference.ServerLiveResponse;
import dev.linnet.proto.inference.ServerMetadataRequest;
import dev.linnet.proto.inference.ServerMetadataResponse;
import dev.linnet.proto.inference.ServerReadyRequest;
import dev.linnet.proto.inference.ServerReadyResponse;
import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol's gRPC service. Answers carry their tensors in {@code raw_output_contents}, as its
 * clients expect. The size of a request is bounded by the gRPC server's {@code
 * maxInboundMessageSize}, and what all of them take by {@link #tracers}, which it must have. An
 * inference that is likely over sooner than it would be handed to another thread runs where it
 * came, on a thread of the network; others on threads that may wait.
 */
public final class InferenceGrpcService
    implements BindableService, GRPCInferenceServiceGrpc.AsyncService {
  private static final Logger log = LoggerFactory.getLogger(InferenceGrpcService.class);

  /** Requests above this are never answered on a thread of the network. */
  private static final int SMALL_BYTES = 16 * 1024;

  private final ModelServer server;
  private final String version;
  private final Executor threads;

  /**
   * A service over {@code server}.
   *
   * @param version the version of this program, for the server's metadata
   * @param threads where inferences run that may take long or wait
   */
  public InferenceGrpcService(ModelServer server, String version, Executor threads) {
    this.server = server;
    this.version = version;
    this.threads = threads;
  }

  /** What the server of this service must be told, so that requests take memory as they come. */
  public ServerStreamTracer.Factory tracers() {
    return Arriving.tracers(server);
  }

  /** As it is generated, but that {@link InferRequestMarshaller} reads requests for inferences. */
  @Override
  public ServerServiceDefinition bindService() {
    ServerServiceDefinition usual = GRPCInferenceServiceGrpc.bindService(this);
    ServerMethodDefinition<?, ?> infer =
        ServerMethodDefinition.create(
            InferRequestMarshaller.method(),
            Arriving.watched(ServerCalls.asyncUnaryCall(this::modelInfer)));
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>(List.of(infer));
    for (ServerMethodDefinition<?, ?> method : usual.getMethods()) {
      if (method.getMethodDescriptor() != GRPCInferenceServiceGrpc.getModelInferMethod()) {
        methods.add(method);
      }
    }
    ServiceDescriptor.Builder service =
        ServiceDescriptor.newBuilder(GRPCInferenceServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(usual.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> service.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder bound = ServerServiceDefinition.builder(service.build());
    methods.forEach(method -> bound.addMethod(method));
    return bound.build();
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
    answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
    answer(answer, () -> ServerReadyResponse.newBuilder().setReady(server.isReady()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
    answer(
        answer,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(ServerIdentity.isReady(server, request.getName(), request.getVersion()))
                .build());
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
    answer(
        answer,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(ServerIdentity.NAME)
                .setVersion(version)
                .addAllExtensions(ServerIdentity.EXTENSIONS)
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
    answer(answer, () -> metadata(request.getName(), request.getVersion()));
  }

  private ModelMetadataResponse metadata(String model, String asked) {
    ModelView.VersionView loaded = ServerIdentity.version(server, model, asked);
    return ModelMetadataResponse.newBuilder()
        .setName(model)
        .addAllVersions(ServerIdentity.versions(server, model))
        .setPlatform(ServerIdentity.PLATFORM)
        .addAllInputs(loaded.inputs().stream().map(InferenceGrpcService::metadata).toList())
        .addAllOutputs(loaded.outputs().stream().map(InferenceGrpcService::metadata).toList())
        .build();
  }

  private static ModelMetadataResponse.TensorMetadata metadata(TensorSpec spec) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(spec.name())
        .setDatatype(spec.datatype())
        .addAllShape(ServerIdentity.wireShape(spec))
        .build();
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
    dropAnswersNobodyWaitsFor(answer);
    Arriving arriving = Objects.requireNonNull(Arriving.current());
    UnderWay underWay;
    try {
      underWay = server.begin(request.getModelName(), arriving.memory(), () -> isGone(answer));
    } catch (InferenceException e) {
      refuse(answer, e);
      return;
    }
    boolean small = request.getSerializedSize() <= SMALL_BYTES;
    if (small && server.isQuick(request.getModelName())) {
      infer(request, underWay, answer);
    } else {
      threads.execute(() -> infer(request, underWay, answer));
    }
  }

  private void infer(
      ModelInferRequest request, UnderWay underWay, StreamObserver<ModelInferResponse> answer) {
    try (underWay) {
      answer(answer, () -> answered(request, underWay));
    }
  }

  private ModelInferResponse answered(ModelInferRequest request, UnderWay underWay) {
    return response(
        request.getId(),
        server.infer(
            new InferenceRequest(
                request.getId(),
                request.getModelName(),
                request.getModelVersion(),
                inputs(request, underWay.memory()),
                outputs(request)),
            underWay),
        underWay.memory());
  }

  static List<Tensor> inputs(ModelInferRequest request, RequestMemory.Held memory) {
    boolean raw = request.getRawInputContentsCount() > 0;
    if (raw && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw InferenceException.invalid(
          "raw_input_contents: has "
              + request.getRawInputContentsCount()
              + " entries for "
              + request.getInputsCount()
              + " inputs");
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      memory.take(Tensor.OBJECT_BYTES + (long) Tensor.DIMENSION_BYTES * input.getShapeCount());
      Parameters.refuseUnsupported("input '" + input.getName() + "'", input.getParametersMap());
      Datatype datatype = ServerIdentity.datatype(input.getName(), input.getDatatype());
      if (!raw) {
        tensors.add(
            TypedContents.read(
                input.getName(), datatype, input.getShapeList(), input.getContents(), memory));
      } else if (input.hasContents()) {
        throw InferenceException.invalid(
            "input '" + input.getName() + "': has contents beside raw_input_contents");
      } else {
        tensors.add(
            RawTensors.read(
                input.getName(),
                datatype,
                input.getShapeList(),
                request.getRawInputContents(i).asReadOnlyByteBuffer(),
                memory));
      }
    }
    return tensors;
  }

  private static List<String> outputs(ModelInferRequest request) {
    List<String> names = new ArrayList<>();
    for (InferRequestedOutputTensor output : request.getOutputsList()) {
      Parameters.refuseUnsupported("output '" + output.getName() + "'", output.getParametersMap());
      names.add(output.getName());
    }
    return names;
  }

  private static ModelInferResponse response(
      String id, InferenceResult result, RequestMemory.Held memory) {
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(result.model())
            .setModelVersion(result.version())
            .setId(id);
    if (!result.madeId().isEmpty()) {
      response.putParameters(
          ServerIdentity.REQUEST_ID,
          InferParameter.newBuilder().setStringParam(result.madeId()).build());
    }
    for (Tensor tensor : result.outputs()) {
      response.addOutputs(
          InferOutputTensor.newBuilder()
              .setName(tensor.name())
              .setDatatype(tensor.datatype().name())
              .addAllShape(tensor.shape()));
      response.addRawOutputContents(wrapped(RawTensors.write(tensor, memory)));
    }
    return response.build();
  }

  /** As an array, since protobuf writes buffers in pieces of 4 KiB. */
  private static ByteString wrapped(ByteBuffer raw) {
    return raw.hasArray()
        ? UnsafeByteOperations.unsafeWrap(
            raw.array(), raw.arrayOffset() + raw.position(), raw.remaining())
        : UnsafeByteOperations.unsafeWrap(raw);
  }

  private static void dropAnswersNobodyWaitsFor(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }

  private static boolean isGone(StreamObserver<?> observer) {
    return observer instanceof ServerCallStreamObserver<?> call && call.isCancelled();
  }

  private static void refuse(StreamObserver<?> observer, InferenceException e) {
    if (e.status() != InferenceException.Status.CANCELLED) {
      observer.onError(Arriving.status(e).asRuntimeException());
    }
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    T message;
    try {
      message = work.get();
    } catch (InferenceException e) {
      refuse(observer, e);
      return;
    } catch (OutOfMemoryError e) {
      refuse(observer, InferenceException.noMemory(e));
      return;
    } catch (Throwable e) {
      log.error("a call of {} failed", GRPCInferenceServiceGrpc.SERVICE_NAME, e);
      observer.onError(
          Status.INTERNAL
              .withDescription("internal error: see the node's log")
              .asRuntimeException());
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }
}
