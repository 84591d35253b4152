package dev.linnet.daemon.inference;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.access.HttpGuard;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.InferenceRequest;
import dev.linnet.daemon.serving.InferenceResult;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.ModelView;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.UnderWay;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol over HTTP: everything under {@code /v2}. Any answer but 200 has the body {@code
 * {"error": …}}.
 */
public final class InferenceRest {
  private static final Logger log = LoggerFactory.getLogger(InferenceRest.class);
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private final ModelServer server;
  private final String version;
  private final int maxBodyBytes;

  /**
   * Routes over {@code server}.
   *
   * @param version the version of this program, for the server's metadata
   * @param maxBodyBytes the most bytes of a request's body; a larger one is answered with 413
   */
  public InferenceRest(ModelServer server, String version, int maxBodyBytes) {
    this.server = server;
    this.version = version;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Adds the routes to an application that is being configured. */
  public void register(JavalinConfig app) {
    HttpGuard.reads(app, "/v2", guarded(this::server), Need.ANY);
    HttpGuard.reads(app, "/v2/health/live", guarded(this::live), Need.ANY);
    HttpGuard.reads(app, "/v2/health/ready", guarded(this::ready), Need.ANY);
    for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
      HttpGuard.reads(app, model, guarded(this::model), Need.ANY);
      HttpGuard.reads(app, model + "/ready", guarded(this::modelReady), Need.ANY);
      app.routes.post(model + "/infer", guarded(this::infer), Need.INFER);
      HttpGuard.reads(
          app, model + "/infer", guarded(ctx -> error(ctx, 405, "infer takes POST")), Need.ANY);
    }
    Handler nothing = guarded(InferenceRest::nothingHere);
    HttpGuard.reads(app, "/v2/<path>", nothing, Need.ANY);
    for (String path : List.of("/v2", "/v2/<path>")) {
      app.routes.post(path, nothing, Need.ANY);
      app.routes.put(path, nothing, Need.ANY);
      app.routes.patch(path, nothing, Need.ANY);
      app.routes.delete(path, nothing, Need.ANY);
      app.routes.options(path, nothing, Need.ANY);
    }
  }

  private static Handler guarded(Handler handler) {
    return ctx -> {
      try {
        handler.handle(ctx);
      } catch (InferenceException e) {
        error(ctx, e.status().httpStatus(), String.valueOf(e.getMessage()));
      } catch (OutOfMemoryError e) {
        InferenceException refusal = InferenceException.noMemory(e);
        error(ctx, refusal.status().httpStatus(), String.valueOf(refusal.getMessage()));
      } catch (RuntimeException e) {
        log.error("{} {} failed", ctx.method(), ctx.path(), e);
        error(ctx, 500, "internal error: see the node's log");
      }
    };
  }

  private static void nothingHere(Context ctx) {
    error(ctx, 404, "there is no " + ctx.method() + " " + ctx.path());
  }

  private static void error(Context ctx, int status, String text) {
    JsonObject body = new JsonObject();
    body.addProperty("error", text);
    json(ctx.status(status), body);
  }

  private static void json(Context ctx, JsonObject body) {
    ctx.contentType("application/json").result(body.toString());
  }

  private void server(Context ctx) {
    JsonObject body = new JsonObject();
    body.addProperty("name", ServerIdentity.NAME);
    body.addProperty("version", version);
    JsonArray extensions = new JsonArray();
    ServerIdentity.EXTENSIONS.forEach(extensions::add);
    body.add("extensions", extensions);
    json(ctx, body);
  }

  private void live(Context ctx) {
    JsonObject body = new JsonObject();
    body.addProperty("live", true);
    json(ctx, body);
  }

  private void ready(Context ctx) {
    if (!server.isReady()) {
      throw new InferenceException(Status.NOT_READY, "a model that should serve is not ready");
    }
    JsonObject body = new JsonObject();
    body.addProperty("ready", true);
    json(ctx, body);
  }

  private void model(Context ctx) {
    String model = ctx.pathParam("model");
    ModelView.VersionView loaded = ServerIdentity.version(server, model, version(ctx));
    JsonObject body = new JsonObject();
    body.addProperty("name", model);
    JsonArray versions = new JsonArray();
    ServerIdentity.versions(server, model).forEach(versions::add);
    body.add("versions", versions);
    body.addProperty("platform", ServerIdentity.PLATFORM);
    body.add("inputs", tensors(loaded.inputs()));
    body.add("outputs", tensors(loaded.outputs()));
    json(ctx, body);
  }

  private static JsonArray tensors(List<TensorSpec> specs) {
    JsonArray array = new JsonArray();
    for (TensorSpec spec : specs) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("name", spec.name());
      tensor.addProperty("datatype", spec.datatype());
      JsonArray shape = new JsonArray();
      ServerIdentity.wireShape(spec).forEach(shape::add);
      tensor.add("shape", shape);
      array.add(tensor);
    }
    return array;
  }

  private void modelReady(Context ctx) {
    String model = ctx.pathParam("model");
    if (!ServerIdentity.isReady(server, model, version(ctx))) {
      throw new InferenceException(Status.NOT_READY, "model '" + model + "' is not ready");
    }
    JsonObject body = new JsonObject();
    body.addProperty("name", model);
    body.addProperty("ready", true);
    json(ctx, body);
  }

  private void infer(Context ctx) throws IOException {
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.equals("identity")) {
      throw new InferenceException(
          Status.UNSUPPORTED, "Content-Encoding: '" + encoding + "' is not supported");
    }
    String model = ctx.pathParam("model");
    server.requireKnown(model);
    try (RequestMemory.Held memory = server.memory().hold()) {
      RestRequest request = request(ctx, model, memory);
      InferenceResult result;
      try (UnderWay underWay = server.begin(model, memory, () -> false)) {
        result =
            server.infer(
                new InferenceRequest(
                    request.id() == null ? "" : request.id(),
                    model,
                    version(ctx),
                    request.inputs(),
                    request.outputNames()),
                underWay);
      }
      RestResponse response = RestResponse.of(request, result, memory);
      if (response.binary()) {
        ctx.header(JSON_LENGTH, Integer.toString(response.jsonLength()));
      }
      ctx.contentType(response.binary() ? "application/octet-stream" : "application/json")
          .result(keeping(memory, response.body()));
    }
  }

  private RestRequest request(Context ctx, String model, RequestMemory.Held memory)
      throws IOException {
    try {
      byte[] body =
          Body.read(ctx.bodyInputStream(), ctx.req().getContentLengthLong(), maxBodyBytes, memory);
      return RestRequestReader.read(body, jsonLength(ctx, body.length), memory);
    } catch (InferenceException e) {
      if (e.status() == Status.EXHAUSTED || e.status() == Status.TOO_LARGE) {
        server.refused(model, e);
      }
      throw e;
    }
  }

  /** Javalin closes it once it is written, or whatever else came of it. */
  private static InputStream keeping(RequestMemory.Held memory, ByteString body) {
    RequestMemory.Held kept = memory.keep();
    AtomicBoolean closed = new AtomicBoolean();
    return new FilterInputStream(body.newInput()) {
      @Override
      public void close() {
        if (!closed.getAndSet(true)) {
          kept.close();
        }
      }
    };
  }

  private static int jsonLength(Context ctx, int bodyLength) {
    String header = ctx.header(JSON_LENGTH);
    if (header == null) {
      return bodyLength;
    }
    try {
      int length = Integer.parseInt(header.strip());
      if (length >= 0 && length <= bodyLength) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that does not fit.
    }
    throw InferenceException.invalid(
        JSON_LENGTH + ": expected 0 to " + bodyLength + ", the body's length, not " + header);
  }

  private static String version(Context ctx) {
    return ctx.pathParamMap().getOrDefault("version", "");
  }
}
