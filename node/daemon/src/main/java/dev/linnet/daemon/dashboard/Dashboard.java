package dev.linnet.daemon.dashboard;

import com.google.gson.JsonObject;
import dev.linnet.daemon.access.HttpGuard;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.proto.v1.OperatorGrpc;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** All routes of the page: its files, its data, and what tells it that something changed. */
public final class Dashboard implements AutoCloseable {
  private final Assets assets = new Assets();
  private final OperatorRest operator;
  private final NodeRest node;
  private final EventStream stream;

  /**
   * The page of one node.
   *
   * @param calls what a person's tools ask of a node, the same as over gRPC
   * @param about who the node is
   */
  public Dashboard(
      OperatorGrpc.AsyncService calls,
      EventLog events,
      ModelServer server,
      MeterRegistry meters,
      Heard heard,
      About about) {
    OperatorDocuments documents = new OperatorDocuments(calls);
    this.operator = new OperatorRest(documents);
    this.node = new NodeRest(documents, events, new ServingDocument(server, meters), heard, about);
    this.stream = new EventStream(events, new Changes(documents, heard));
  }

  /**
   * Who a node is.
   *
   * @param grpc where {@code linnet --api} reaches it
   */
  public record About(String mesh, String node, String region, String version, String grpc) {
    JsonObject toJson() {
      JsonObject json = Answer.versioned();
      json.addProperty("mesh", mesh);
      json.addProperty("node", node);
      json.addProperty("region", region);
      json.addProperty("version", version);
      json.addProperty("grpc", grpc);
      return json;
    }
  }

  /** Adds the routes to an application that is being configured, which {@code guard} guards. */
  public void register(JavalinConfig app, HttpGuard guard) {
    Routes routes = new Routes(app, guard);
    assets.register(routes);
    operator.register(routes);
    node.register(routes);
    app.jetty.modifyServletContextHandler(
        context -> {
          ServletHolder holder = new ServletHolder(new StreamServlet(stream, guard));
          holder.setAsyncSupported(true);
          context.addServlet(holder, StreamServlet.PATH);
        });
  }

  /** How many browsers listen. */
  int listening() {
    return stream.listening();
  }

  /** Lets every browser that listens go. */
  @Override
  public void close() {
    stream.close();
  }
}
