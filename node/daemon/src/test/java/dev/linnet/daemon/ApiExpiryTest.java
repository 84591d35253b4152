package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the certificate ends that an owner gave the API of a daemon. */
final class ApiExpiryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void endOfTheOwnersCertificateIsToldInTime(@TempDir Path directory) throws Exception {
    Instant soon = Instant.now().plus(Duration.ofDays(10));
    OwnersCertificate owners = OwnersCertificate.ofLoopback(directory, soon);
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build()) {
      TestNode node = mesh.node("eu-1");
      Path yaml = node.directory().resolve("node.yaml");
      Files.writeString(
          yaml,
          Files.readString(yaml)
              .replace(
                  "api:\n",
                  "api:\n  tls: true\n  certificate: \"%s\"\n  key: \"%s\"\n"
                      .formatted(owners.file(), owners.key())));
      node.start();
      Await.until(
          () -> "the doctor warns: " + doctor(node, owners),
          PATIENCE,
          () -> doctor(node, owners).contains("the API's certificate is good for 9 days: put a"));
      assertThat(expiry(node, owners)).isEqualTo(soon.getEpochSecond());

      Instant later = Instant.now().plus(Duration.ofDays(100));
      OwnersCertificate next = OwnersCertificate.ofLoopback(directory, later);
      Await.until(
          () -> "the doctor is content: " + doctor(node, next),
          PATIENCE,
          () -> doctor(node, next).contains("the API's certificate is good for 99 days"));
      assertThat(expiry(node, next)).isEqualTo(later.getEpochSecond());
    }
  }

  private static String doctor(TestNode node, OwnersCertificate believed) {
    LinnetCommand.Result result =
        LinnetCommand.run(
            "mesh", "doctor", "--api", node.api(), "--api-ca", believed.file().toString());
    return result.out() + result.err();
  }

  private static long expiry(TestNode node, OwnersCertificate believed) throws Exception {
    URI metrics = URI.create(node.http().replace("http:", "https:") + "/metrics");
    String line =
        Callers.http(believed)
            .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
            .body()
            .filter(
                each ->
                    each.startsWith(
                        "linnet_certificate_expiry_timestamp_seconds{certificate=\"api\"}"))
            .findFirst()
            .orElseThrow();
    return (long) Double.parseDouble(line.substring(line.indexOf(' ')));
  }
}
