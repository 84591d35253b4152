package dev.linnet.bench;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.GrpcApi;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.daemon.serving.TestRuntime;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.proto.inference.ServerLiveRequest;
import dev.linnet.testmesh.Ports;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A model server behind the daemon's own gRPC door, on loopback, and clients of it. */
final class ServedOverGrpc implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final TestListener told = new TestListener();
  private final int port = Ports.free();
  private final ModelServer models;
  private final GrpcApi door;

  /**
   * With as many threads of the runtime as a daemon has by itself, for the peer too.
   *
   * @param running inferences that run at once, as {@code serving.maxRunning} says
   */
  ServedOverGrpc(int running) throws OrtException {
    RuntimeOptions runtime =
        new RuntimeOptions(Runtime.getRuntime().availableProcessors(), false, false, null);
    TestRuntime.start(runtime);
    models = new ModelServer(ServingConfig.defaults(runtime).withMostRunning(running), told);
    door =
        GrpcApi.start(new Address("127.0.0.1", port), ApiAccess.open(), models, "bench", List.of());
  }

  ModelServer models() {
    return models;
  }

  /** Returns once the version answers. */
  void serve(TestModel model, @Nullable TestModel warm) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), warm == null ? null : warm.warm());
    awaitStarted(model);
  }

  void awaitStarted(TestModel model) throws InterruptedException {
    told.awaitStarted(model);
  }

  /** A connection of its own. */
  Client client() {
    return new Client(
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .directExecutor()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build());
  }

  /**
   * One client, which asks and waits. The network's thread reads its answers, so that it is woken
   * once for each: a blocking stub would be for the headers, the message and the end.
   */
  record Client(ManagedChannel channel, GRPCInferenceServiceFutureStub stub)
      implements AutoCloseable {
    Client(ManagedChannel channel) {
      this(channel, GRPCInferenceServiceGrpc.newFutureStub(channel));
    }

    ModelInferResponse infer(ModelInferRequest request) {
      return awaited(stub.modelInfer(request));
    }

    /** Asks for nothing that takes any time. */
    void live() {
      Object unused = awaited(stub.serverLive(ServerLiveRequest.getDefaultInstance()));
    }

    private static <T> T awaited(Future<T> answer) {
      try {
        return answer.get();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException("a call failed", e);
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  static ModelInferRequest request(TestModel model, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    InferInputTensor.Builder input = InferInputTensor.newBuilder().setName("x").setDatatype("FP32");
    for (long size : shape) {
      input.addShape(size);
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model.manifest().name().value())
        .addInputs(input)
        .addRawInputContents(ByteString.copyFrom(raw))
        .build();
  }

  @Override
  public void close() {
    door.close();
    models.close();
  }
}
