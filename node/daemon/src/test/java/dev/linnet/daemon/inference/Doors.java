package dev.linnet.daemon.inference;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One model server behind both doors of the protocol, on ports of 127.0.0.1, and clients. */
final class Doors implements AutoCloseable {
  static final String VERSION = "1.2.3";
  static final int MAX_BODY_BYTES = 4096;
  private static final long PATIENCE_SECONDS = 30;

  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final ModelServer models;
  private final Server grpc;
  private final ManagedChannel channel;
  private final Javalin http;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Doors() throws IOException {
    models = new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), new Changes());
    grpc =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(new InferenceGrpcService(models, VERSION))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc.getPort()).usePlaintext().build();
    http =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new InferenceRest(models, VERSION, MAX_BODY_BYTES).register(config);
                })
            .start("127.0.0.1", 0);
  }

  private final class Changes implements ModelServer.Listener {
    @Override
    public void servingStarted(ModelName model, Digest manifest) {
      changes.add("started " + model);
    }

    @Override
    public void servingFailed(ModelName model, Digest manifest, String reason) {
      changes.add("failed " + model + ": " + reason);
    }

    @Override
    public void observed(ModelName model, Digest manifest, Observation observation) {}
  }

  ModelServer models() {
    return models;
  }

  GRPCInferenceServiceBlockingStub grpc() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Returns once the model answers. */
  void serve(ProtocolModel model) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), null);
    awaitStarted(model);
  }

  /** Returns once the model answers; the version before stays loaded. */
  void serve(ProtocolModel model, ProtocolModel before) throws InterruptedException {
    models.serve(
        model.manifest(),
        model.directory(),
        new ModelServer.Warm(before.manifest(), before.directory()));
    awaitStarted(model);
  }

  String awaitChange() throws InterruptedException {
    String change = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (change == null) {
      throw new AssertionError("no version started or failed to serve");
    }
    return change;
  }

  private void awaitStarted(ProtocolModel model) throws InterruptedException {
    String change = awaitChange();
    if (!change.equals("started " + model.manifest().name())) {
      throw new AssertionError(change);
    }
  }

  /** What came back over HTTP. */
  record Answer(int status, String contentType, String jsonLength, byte[] body) {
    JsonObject json() {
      return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    String error() {
      return json().get("error").getAsString();
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** A body of JSON and then bytes, with the header that tells them apart. */
  Answer postBinary(String path, String json, byte[] tail)
      throws IOException, InterruptedException {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .header("Inference-Header-Content-Length", Integer.toString(head.length))
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofByteArray(head),
                    HttpRequest.BodyPublishers.ofByteArray(tail))));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
        .timeout(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.headers().firstValue("Inference-Header-Content-Length").orElse(""),
        response.body());
  }

  @Override
  public void close() throws InterruptedException {
    http.stop();
    channel.shutdownNow();
    grpc.shutdownNow();
    channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    grpc.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    models.close();
  }
}
