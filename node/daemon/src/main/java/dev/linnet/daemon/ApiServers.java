package dev.linnet.daemon;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.access.HttpGuard;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.dashboard.Dashboard;
import dev.linnet.daemon.inference.FeedbackRest;
import dev.linnet.daemon.inference.InferenceRest;
import dev.linnet.daemon.operator.OperatorService;
import dev.linnet.daemon.serving.ModelServer;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The two ports for people and their programs: gRPC and HTTP. */
final class ApiServers implements AutoCloseable {
  private static final int THREADS = 16;

  private final GrpcApi grpc;

  /** Its routes are listed by a test. */
  final Javalin http;

  private final Dashboard dashboard;

  private ApiServers(GrpcApi grpc, Javalin http, Dashboard dashboard) {
    this.grpc = grpc;
    this.http = http;
    this.dashboard = dashboard;
  }

  /**
   * Listens on both ports.
   *
   * @param access who may call them
   * @throws UserError if one is in use; the other is closed again then
   */
  static ApiServers start(
      NodeConfig.Api api,
      ApiAccess access,
      OperatorService operator,
      ModelServer models,
      PrometheusMeterRegistry meters,
      Dashboard dashboard) {
    GrpcApi grpc = GrpcApi.start(api.grpc(), access, models, Version.current(), List.of(operator));
    try {
      return new ApiServers(
          grpc, startHttp(api.http(), access, models, meters, dashboard), dashboard);
    } catch (RuntimeException e) {
      grpc.close();
      throw e;
    }
  }

  private static Javalin startHttp(
      Address address,
      ApiAccess access,
      ModelServer models,
      PrometheusMeterRegistry meters,
      Dashboard dashboard) {
    try {
      return Javalin.create(
              config -> {
                configure(config, models, meters);
                access.guard(config, address);
                dashboard.register(config, access.http());
              })
          .start(address.host(), address.port());
    } catch (JavalinBindException e) {
      throw inUse("HTTP API", address, "api.http", e);
    }
  }

  private static void configure(
      JavalinConfig config, ModelServer models, PrometheusMeterRegistry meters) {
    config.startup.showJavalinBanner = false;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
    HttpGuard.reads(config, "/healthz", context -> context.result("ok\n"), Need.NOTHING);
    HttpGuard.reads(config, "/metrics", context -> scrape(context, meters), Need.VIEW);
    new InferenceRest(models, Version.current(), models.memory().mostOfOne()).register(config);
    new FeedbackRest(models).register(config);
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

  static UserError inUse(String what, Address address, String field, Exception cause) {
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

  /** Lets calls under way finish, and closes. */
  @Override
  public void close() {
    grpc.drain();
    dashboard.close();
    http.stop();
    grpc.close();
  }
}
