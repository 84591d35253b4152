package dev.linnet.daemon;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Clients of a guarded node that believe its owner's certificate. */
final class Callers implements AutoCloseable {
  private final GuardedNode node;
  private final HttpClient http;
  private final ManagedChannel channel;

  Callers(GuardedNode node, OwnersCertificate owners) throws Exception {
    this.node = node;
    this.http = http(owners);
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort)
            .sslContext(GrpcSslContexts.forClient().trustManager(owners.file().toFile()).build())
            .build();
  }

  /** One of HTTP that believes an owner's certificate alone. */
  static HttpClient http(OwnersCertificate owners) throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(owners.believed())
        .build();
  }

  /** A request that is about to be sent. */
  HttpRequest.Builder request(String method, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.httpPort + path))
        .timeout(Duration.ofSeconds(60))
        .method(method, HttpRequest.BodyPublishers.noBody());
  }

  HttpClient http() {
    return http;
  }

  /** Sends a request without a body; no header for {@code ""}. */
  HttpResponse<String> http(String method, String path, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(method, path);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  ManagedChannel channel() {
    return channel;
  }

  /**
   * The certificate that a port shows now to who believes one alone; of which host is no matter.
   */
  static X509Certificate shown(OwnersCertificate believed, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) believed.believed().getSocketFactory().createSocket("127.0.0.1", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
  }
}
