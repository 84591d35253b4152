package dev.linnet.daemon;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.inference.InferenceGrpcService;
import dev.linnet.daemon.ports.EventLoops;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC port for people and their programs, with health and reflection. Calls come on the
 * threads of the network, and all but inferences are handed on at once to threads that may wait: to
 * hand a call on costs more than a small model takes, so inference decides for itself. It has
 * threads of its own, so that an operator is heard however many inferences wait.
 */
public final class GrpcApi implements AutoCloseable {
  private static final int LEAST_INFERENCE_THREADS = 16;
  private static final int OTHER_THREADS = 8;
  private static final long DRAIN_SECONDS = 3;

  /** On one connection; calls beyond it wait at the client. */
  private static final int MAX_CALLS = 1_000;

  private static final int MAX_METADATA_BYTES = 16 * 1024;

  /**
   * Whoever resets more streams than this on one connection is cut off. A client with a short
   * deadline resets each call that is late, so the mesh port's bound would be too low here.
   */
  private static final int MAX_RESETS = 2_000;

  private static final int RESETS_WINDOW_SECONDS = 10;

  private final Server server;
  private final HealthStatusManager health;
  private final EventLoopGroup network;
  private final List<ExecutorService> threads;

  private GrpcApi(
      Server server,
      HealthStatusManager health,
      EventLoopGroup network,
      List<ExecutorService> threads) {
    this.server = server;
    this.health = health;
    this.network = network;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @param access who may call it
   * @param version the version of this program, for the server's metadata
   * @throws UserError if the port is in use
   */
  public static GrpcApi start(
      Address address,
      ApiAccess access,
      ModelServer models,
      String version,
      List<BindableService> others) {
    HealthStatusManager health = new HealthStatusManager();
    EventLoopGroup network = EventLoops.of("linnet-api-io", EventLoops.AS_MANY_AS_USUAL);
    int running = Math.max(LEAST_INFERENCE_THREADS, models.mostRunning());
    ExecutorService inferences = threads(running, "api-inference");
    ExecutorService calls = threads(OTHER_THREADS, "api-call");
    List<ExecutorService> threads = List.of(inferences, calls);
    HandOn handOn = new HandOn(calls);
    InferenceGrpcService inference = new InferenceGrpcService(models, version, inferences);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
            .bossEventLoopGroup(network)
            .workerEventLoopGroup(network)
            .directExecutor()
            .withChildOption(ChannelOption.ALLOCATOR, new ApiBuffers())
            .withChildOption(ChannelOption.RECVBUF_ALLOCATOR, ApiBuffers.pieces())
            .maxInboundMessageSize(models.memory().mostOfOne())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .maxRstFramesPerWindow(MAX_RESETS, RESETS_WINDOW_SECONDS)
            .addService(ServerInterceptors.intercept(health.getHealthService(), handOn))
            .addService(
                ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), handOn))
            .addStreamTracerFactory(inference.tracers())
            .addService(inference);
    access.guard(builder);
    health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    for (BindableService service : others) {
      builder.addService(ServerInterceptors.intercept(service, handOn));
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    try {
      return new GrpcApi(builder.build().start(), health, network, threads);
    } catch (IOException e) {
      release(network, threads);
      throw ApiServers.inUse("gRPC API", address, "api.grpc", e);
    }
  }

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(count, DaemonThreads.named(name));
  }

  /** Says that it goes, and takes no new calls; once. */
  void drain() {
    if (!server.isShutdown()) {
      health.enterTerminalState();
      server.shutdown();
    }
  }

  /** Lets calls under way finish, and closes. */
  @Override
  public void close() {
    drain();
    try {
      if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    release(network, threads);
  }

  private static void release(EventLoopGroup network, List<ExecutorService> threads) {
    threads.forEach(ExecutorService::shutdownNow);
    network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
