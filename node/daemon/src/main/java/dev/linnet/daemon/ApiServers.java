package dev.linnet.daemon;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.inference.InferenceGrpcService;
import dev.linnet.daemon.inference.InferenceRest;
import dev.linnet.daemon.operator.OperatorService;
import dev.linnet.daemon.serving.ModelServer;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The two ports for people and their programs: gRPC and HTTP, both on loopback. */
final class ApiServers implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;
  private static final int THREADS = 16;
  private static final long DRAIN_SECONDS = 3;

  private final Server grpc;
  private final HealthStatusManager health;
  private final ExecutorService calls;
  private final Javalin http;

  private ApiServers(Server grpc, HealthStatusManager health, ExecutorService calls, Javalin http) {
    this.grpc = grpc;
    this.health = health;
    this.calls = calls;
    this.http = http;
  }

  /**
   * Listens on both ports.
   *
   * @throws UserError if one is in use; the other is closed again then
   */
  static ApiServers start(
      NodeConfig.Api api,
      OperatorService operator,
      ModelServer models,
      PrometheusMeterRegistry meters) {
    HealthStatusManager health = new HealthStatusManager();
    ExecutorService calls = Executors.newFixedThreadPool(THREADS, ApiServers::callThread);
    InferenceGrpcService inference = new InferenceGrpcService(models, Version.current());
    Server grpc = startGrpc(api.grpc(), List.of(operator, inference), health, calls);
    try {
      return new ApiServers(grpc, health, calls, startHttp(api.http(), models, meters));
    } catch (RuntimeException e) {
      grpc.shutdownNow();
      calls.shutdownNow();
      throw e;
    }
  }

  private static Server startGrpc(
      Address address,
      List<BindableService> services,
      HealthStatusManager health,
      ExecutorService calls) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
            .executor(calls)
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    for (BindableService service : services) {
      builder.addService(service);
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    try {
      return builder.build().start();
    } catch (IOException e) {
      calls.shutdownNow();
      throw inUse("gRPC API", address, "api.grpc", e);
    }
  }

  private static Javalin startHttp(
      Address address, ModelServer models, PrometheusMeterRegistry meters) {
    try {
      return Javalin.create(config -> configure(config, models, meters))
          .start(address.host(), address.port());
    } catch (JavalinBindException e) {
      throw inUse("HTTP API", address, "api.http", e);
    }
  }

  private static void configure(
      JavalinConfig config, ModelServer models, PrometheusMeterRegistry meters) {
    config.startup.showJavalinBanner = false;
    config.http.maxRequestSize = MAX_REQUEST_BYTES;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
    config.routes.get("/healthz", context -> context.result("ok\n"));
    config.routes.get("/metrics", context -> scrape(context, meters));
    new InferenceRest(models, Version.current(), MAX_REQUEST_BYTES).register(config);
  }

  private static void scrape(Context context, PrometheusMeterRegistry meters) {
    String accept = context.header("Accept");
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    String type =
        open
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    context.contentType(type).result(meters.scrape(type));
  }

  private static UserError inUse(String what, Address address, String field, Exception cause) {
    return new UserError(
        UserError.FAILED,
        what
            + " port "
            + address
            + " is in use: stop the other process, or set "
            + field
            + " in node.yaml",
        cause);
  }

  private static Thread callThread(Runnable task) {
    Thread thread = new Thread(task, "api-call");
    thread.setDaemon(true);
    return thread;
  }

  /** Says that it goes, lets calls under way finish, and closes. */
  @Override
  public void close() {
    health.enterTerminalState();
    grpc.shutdown();
    http.stop();
    try {
      if (!grpc.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        grpc.shutdownNow();
      }
    } catch (InterruptedException e) {
      grpc.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdownNow();
  }
}
