package dev.linnet.daemon.inference;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.InferenceRequest;
import dev.linnet.daemon.serving.InferenceResult;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.ModelView;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol over HTTP: everything under {@code /v2}. Any answer but 200 has the body {@code
 * {"error": …}}.
 */
public final class InferenceRest {
  /** The most bytes of a request's body, where nothing else is configured. */
  public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

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
    app.routes.get("/v2", guarded(this::server), Need.ANY);
    app.routes.get("/v2/health/live", guarded(this::live), Need.ANY);
    app.routes.get("/v2/health/ready", guarded(this::ready), Need.ANY);
    for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
      app.routes.get(model, guarded(this::model), Need.ANY);
      app.routes.get(model + "/ready", guarded(this::modelReady), Need.ANY);
      app.routes.post(model + "/infer", guarded(this::infer), Need.INFER);
      app.routes.get(
          model + "/infer", guarded(ctx -> error(ctx, 405, "infer takes POST")), Need.ANY);
    }
    Handler nothing = guarded(InferenceRest::nothingHere);
    app.routes.get("/v2/<path>", nothing, Need.ANY);
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
      } catch (TooLargeException e) {
        error(ctx, 413, String.valueOf(e.getMessage()));
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

  private void infer(Context ctx) throws IOException, TooLargeException {
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.equals("identity")) {
      throw new InferenceException(
          Status.UNSUPPORTED, "Content-Encoding: '" + encoding + "' is not supported");
    }
    byte[] body = body(ctx);
    RestRequest request = RestRequestReader.read(body, jsonLength(ctx, body.length));
    InferenceResult result =
        server.infer(
            new InferenceRequest(
                request.id() == null ? "" : request.id(),
                ctx.pathParam("model"),
                version(ctx),
                request.inputs(),
                request.outputNames()));
    RestResponse response = RestResponse.of(request, result);
    if (response.binary()) {
      ctx.header(JSON_LENGTH, Integer.toString(response.jsonLength()));
    }
    ctx.contentType(response.binary() ? "application/octet-stream" : "application/json")
        .result(response.body());
  }

  private byte[] body(Context ctx) throws IOException, TooLargeException {
    if (ctx.contentLength() > maxBodyBytes) {
      throw new TooLargeException(maxBodyBytes);
    }
    byte[] body = ctx.bodyInputStream().readNBytes(maxBodyBytes + 1);
    if (body.length > maxBodyBytes) {
      throw new TooLargeException(maxBodyBytes);
    }
    return body;
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

  private static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(int maxBytes) {
      super("the body is larger than " + maxBytes + " bytes");
    }
  }
}
