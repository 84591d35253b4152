package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of an identity's time while the clock moves, and how often. */
final class ValidityWatchTest {
  private static final NodeName NODE = new NodeName("eu-1");
  private static final RegionName EU = new RegionName("eu");

  private final List<String> told = new ArrayList<>();
  private final Instant made = Instant.now();
  private final IdentityPaths paths;
  private final ValidityWatch watch;
  private Instant now = made;

  ValidityWatchTest(@TempDir Path temp) {
    Path mesh = temp.resolve("mesh");
    Clock clock = Clock.fixed(made, ZoneOffset.UTC);
    MeshAuthority.init(mesh, "birds", clock);
    paths = IdentityPaths.in(MeshAuthority.enroll(mesh, NODE, EU, EnrolOptions.DEFAULT, clock));
    NodeIdentity identity = IdentityFiles.loadAtAnyTime(paths, NODE, EU);
    watch =
        new ValidityWatch(paths, () -> identity, new Moved(), why -> told.add(why.orElse("good")));
  }

  private final class Moved extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private void lookAt(Instant time) {
    now = time;
    watch.look();
    now = time.plusSeconds(5);
    watch.look();
  }

  @Test
  void eachReasonIsSaidOnceAndThatItIsGoodAgain() {
    lookAt(made);
    assertThat(told).isEmpty();
    lookAt(Instant.EPOCH);
    lookAt(made);
    lookAt(made.plus(Certificates.NODE_VALIDITY));
    lookAt(Instant.EPOCH);
    lookAt(made.plus(Certificates.AUTHORITY_VALIDITY).plus(Duration.ofDays(1)));
    assertThat(told)
        .satisfiesExactly(
            early -> assertThat(early).startsWith(paths.authority() + ": the certificate is valid"),
            good -> assertThat(good).isEqualTo("good"),
            over -> assertThat(over).startsWith(paths.certificate() + ": the certificate expired"),
            early -> assertThat(early).contains("set the clock"),
            ended -> assertThat(ended).startsWith(paths.trustRoot() + ": the trust root expired"));
  }
}
