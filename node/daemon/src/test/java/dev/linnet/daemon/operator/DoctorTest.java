package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.testmesh.Ports;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final NodeView VIEW = TestView.view(List.of(), List.of());

  private final Address address = new Address("127.0.0.1", Ports.free());
  private final SeenTwice twice = new SeenTwice(Clock.fixed(TestView.NOW, ZoneOffset.UTC));
  private NodeIdentity identity;
  private Store store;

  @BeforeEach
  void ask(@TempDir Path root) throws Exception {
    Path authority = root.resolve("authority");
    MeshAuthority.init(authority, "birds", CLOCK);
    Path home =
        MeshAuthority.enroll(
            authority,
            VIEW.self(),
            VIEW.region(),
            new EnrolOptions(address, address, address, List.of(), "data", Map.of()),
            CLOCK);
    identity =
        IdentityFiles.load(IdentityPaths.in(home), VIEW.self(), VIEW.region(), CLOCK.instant());
    store = Store.open(root.resolve("data"));
  }

  private Doctor doctor(Clock clock) {
    return new Doctor(
        () -> identity,
        Optional::empty,
        address,
        "0.1.0",
        store,
        Optional::empty,
        new Sandbox(Sandbox.Rule.OFF),
        twice,
        clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void forkOfTheTrustRootFails() {
    JsonObject sound = check("trust", TestView.holding(TestRoots.CHAIN, VIEW));
    assertThat(sound.get("state").getAsString()).isEqualTo("OK");

    NodeView forked = TestView.holding(TestRoots.FORK, VIEW);
    JsonObject fork = check("trust", forked);
    assertThat(fork.get("state").getAsString()).isEqualTo("FAIL");
    assertThat(fork.get("sentence").getAsString())
        .contains("nothing new opens", "with other keys")
        .doesNotContain("\n");
    assertThat(doctor(CLOCK).document(forked).get("state").getAsString()).isEqualTo("FAIL");
  }

  @Test
  void clockThatIsYearsBehindFails() {
    JsonObject clock = check("clock", VIEW, Clock.offset(CLOCK, Duration.ofDays(-3_650)));
    assertThat(clock.get("state").getAsString()).isEqualTo("FAIL");
    assertThat(clock.get("sentence").getAsString()).endsWith(": set the clock");
    assertThat(check("clock", VIEW, CLOCK).get("state").getAsString()).isEqualTo("OK");
  }

  @ParameterizedTest
  @CsvSource({"0, OK, is good for", "350, WARN, renew it", "3650, FAIL, expired at"})
  void endOfTheCertificateIsToldBefore(int days, String state, String said) {
    JsonObject certificate = check("certificate", VIEW, Clock.offset(CLOCK, Duration.ofDays(days)));
    assertThat(certificate.get("state").getAsString()).isEqualTo(state);
    assertThat(certificate.get("sentence").getAsString()).contains(said).doesNotContain("\n");
  }

  @Test
  void nodesThatRunTwiceAreWarnedOf() {
    assertThat(check("twins", VIEW).get("state").getAsString()).isEqualTo("OK");

    twice.notice(new NodeName("na-7"), "node na-7 runs twice, at a:1 and at b:1: stop one");
    twice.notice(new NodeName("eu-9"), "node eu-9 runs twice, at c:1 and at d:1: stop one");
    twice.notice(new NodeName("eu-9"), "node eu-9 runs twice, at c:1 and at e:1: stop one");

    assertThat(checks(VIEW, CLOCK).filter(check -> said(check, "check").equals("twins")))
        .allMatch(check -> said(check, "state").equals("WARN"))
        .extracting(check -> said(check, "sentence"))
        .containsExactly(
            "noticed at %s: node eu-9 runs twice, at c:1 and at e:1: stop one"
                .formatted(TestView.NOW),
            "noticed at %s: node na-7 runs twice, at a:1 and at b:1: stop one"
                .formatted(TestView.NOW));
  }

  private Stream<JsonObject> checks(NodeView view, Clock clock) {
    return doctor(clock).document(view).getAsJsonArray("checks").asList().stream()
        .map(JsonElement::getAsJsonObject);
  }

  private static String said(JsonObject check, String key) {
    return check.get(key).getAsString();
  }

  private JsonObject check(String name, NodeView view) {
    return check(name, view, CLOCK);
  }

  private JsonObject check(String name, NodeView view, Clock clock) {
    return checks(view, clock)
        .filter(check -> said(check, "check").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check " + name));
  }
}
