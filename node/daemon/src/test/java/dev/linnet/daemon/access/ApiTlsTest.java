package dev.linnet.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.linnet.daemon.OwnersCertificate;
import dev.linnet.daemon.identity.ServerCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTlsTest {

  /** Whoever looks from a timer looks no more once it threw. */
  @Test
  void sourceThatFailsInAWayNobodyForesawIsLookedAtAgain(@TempDir Path directory) throws Exception {
    Instant now = Instant.now();
    OwnersCertificate owners =
        OwnersCertificate.ofLoopback(directory, now.plus(Duration.ofDays(30)));
    ServerCertificate certificate = ServerCertificate.load(owners.file(), owners.key(), now);
    AtomicInteger looks = new AtomicInteger();
    ApiTls tls =
        new ApiTls(
            certificate,
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("the provider of keys is gone");
              }
              return certificate;
            });
    assertThatCode(tls::look).doesNotThrowAnyException();
    assertThatCode(tls::look).doesNotThrowAnyException();
    assertThat(looks).hasValue(2);
  }
}
