package dev.linnet.daemon.inference;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.GrpcApi;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.linnet.testmesh.Ports;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One model server behind both doors of the protocol, on ports of 127.0.0.1, and clients. */
final class Doors implements AutoCloseable {
  static final String VERSION = "1.2.3";
  static final int MAX_BODY_BYTES = 4096;
  private static final long PATIENCE_SECONDS = 30;

  private final TestListener told = new TestListener();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ModelServer models;
  private final GrpcApi grpc;
  private final int grpcPort = Ports.free();
  private final ManagedChannel channel;
  private final Javalin http;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Doors() throws IOException {
    this(ServingConfig.defaults(RuntimeOptions.small()));
  }

  Doors(ServingConfig serving) throws IOException {
    models = new ModelServer(serving, told, meters);
    grpc =
        GrpcApi.start(
            new Address("127.0.0.1", grpcPort), ApiAccess.open(), models, VERSION, List.of());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    http =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  ApiAccess.open().http().register(config);
                  new InferenceRest(models, VERSION, MAX_BODY_BYTES).register(config);
                  new FeedbackRest(models).register(config);
                })
            .start("127.0.0.1", 0);
  }

  ModelServer models() {
    return models;
  }

  TestListener told() {
    return told;
  }

  SimpleMeterRegistry meters() {
    return meters;
  }

  ManagedChannel channel() {
    return channel;
  }

  int grpcPort() {
    return grpcPort;
  }

  int httpPort() {
    return http.port();
  }

  GRPCInferenceServiceBlockingStub grpc() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Returns once the model answers. */
  void serve(TestModel model) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), null);
    told.awaitStarted(model);
  }

  /** Returns once the model answers; the version before stays loaded. */
  void serve(TestModel model, TestModel before) throws InterruptedException {
    models.serve(model.manifest(), model.directory(), before.warm());
    told.awaitStarted(model);
  }

  String awaitChange() throws InterruptedException {
    return told.awaitChange();
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
    channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    grpc.close();
    models.close();
  }
}
