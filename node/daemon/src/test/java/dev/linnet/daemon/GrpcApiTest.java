package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ServerLiveRequest;
import dev.linnet.testmesh.Ports;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that waits must not hold up the threads of the network. */
class GrpcApiTest {
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> WAIT =
      MethodDescriptor.<HealthCheckRequest, HealthCheckResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Slow/Wait")
          .setRequestMarshaller(ProtoUtils.marshaller(HealthCheckRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(HealthCheckResponse.getDefaultInstance()))
          .build();

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicReference<String> thread = new AtomicReference<>("");
  private final ModelServer models =
      new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), new TestListener());
  private final int port = Ports.free();
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  private final BindableService slow =
      () ->
          ServerServiceDefinition.builder("test.Slow")
              .addMethod(WAIT, ServerCalls.asyncUnaryCall(this::await))
              .build();
  private final GrpcApi api =
      GrpcApi.start(new Address("127.0.0.1", port), ApiAccess.open(), models, "1", List.of(slow));

  @AfterEach
  void stop() {
    released.countDown();
    channel.shutdownNow();
    api.close();
    models.close();
  }

  @BeforeEach
  void connect() {
    assertThat(health("test.Slow")).isEqualTo(ServingStatus.SERVING);
  }

  private void await(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    if (request.getService().equals("fail")) {
      throw new IllegalStateException("as asked");
    }
    thread.set(Thread.currentThread().getName());
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer.onNext(HealthCheckResponse.getDefaultInstance());
    answer.onCompleted();
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void callsThatWaitHoldUpNoOtherOfTheSameConnection() throws Exception {
    var waiting =
        ClientCalls.futureUnaryCall(
            channel.newCall(WAIT, CallOptions.DEFAULT), HealthCheckRequest.getDefaultInstance());
    assertThat(
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .serverLive(ServerLiveRequest.getDefaultInstance())
                .getLive())
        .isTrue();
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(waiting.isDone()).isFalse();
    released.countDown();
    waiting.get(30, TimeUnit.SECONDS);
    assertThat(thread.get()).isEqualTo("api-call");
  }

  @Test
  void failureOfAServiceEndsItsCall() {
    HealthCheckRequest fail = HealthCheckRequest.newBuilder().setService("fail").build();
    Status status =
        catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    ClientCalls.blockingUnaryCall(
                        channel,
                        WAIT,
                        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                        fail))
            .getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
  }
}
