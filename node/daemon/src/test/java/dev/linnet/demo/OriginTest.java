package dev.linnet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OriginTest {
  @Test
  void servesRangesAndNothingOutsideItsRoot(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path root = directory.resolve("root");
    Path version = Files.createDirectories(root.resolve("scenes/2"));
    Files.writeString(version.resolve("model.onnx"), "0123456789");
    Files.writeString(directory.resolve("secret"), "s");
    try (Origin origin = new Origin(root, directory, directory.resolve("log"))) {
      String model = origin.url("2") + "model.onnx";
      assertThat(get(model, null).body()).isEqualTo("0123456789");
      HttpResponse<String> middle = get(model, "bytes=3-5");
      assertThat(middle.statusCode()).isEqualTo(206);
      assertThat(middle.body()).isEqualTo("345");
      assertThat(middle.headers().firstValue("Content-Range")).hasValue("bytes 3-5/10");
      assertThat(get(model, "bytes=8-99").body()).isEqualTo("89");
      assertThat(get(model, "bytes=10-").statusCode()).isEqualTo(416);
      assertThat(get(origin.url("2") + "../../../secret", null).statusCode()).isEqualTo(404);

      origin.kill9();
      assertThat(origin.isAlive()).isFalse();
    }
  }

  private static HttpResponse<String> get(
      String url, @org.jspecify.annotations.Nullable String range)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (range != null) {
      request.header("Range", range);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
