package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Wave;
import dev.linnet.documents.plan.PlanFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock on the wall of each node says when it may open. */
final class OpeningsTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final List<Member> NODES =
      List.of(
          node("one", "Europe/Berlin"), node("two", "Asia/Tokyo"), node("three", "Europe/Berlin"));

  @Test
  void nightComesEarlierInTokyo() {
    Openings openings =
        Openings.of(wave("window: {start: '22:00', end: '05:00', zone: local}"), NODES, NOON);

    assertThat(openings.all())
        .containsExactly(
            new Openings.Opening("Asia/Tokyo", Instant.parse("2026-11-24T13:00:00Z"), 1),
            new Openings.Opening("Europe/Berlin", Instant.parse("2026-11-24T21:00:00Z"), 2));
    assertThat(openings.earliest(NOON)).isEqualTo(Instant.parse("2026-11-24T13:00:00Z"));
    assertThat(openings.toJson())
        .hasToString(
            "[{\"zone\":\"Asia/Tokyo\",\"nodes\":1,\"at\":\"2026-11-24T22:00+09:00\"},"
                + "{\"zone\":\"Europe/Berlin\",\"nodes\":2,\"at\":\"2026-11-24T22:00+01:00\"}]");
  }

  @Test
  void withoutAWindowAllOpenAtOnce() {
    Openings openings = Openings.of(wave("bake: 1m"), NODES, NOON);

    assertThat(openings.all()).extracting(Openings.Opening::at).containsOnly(NOON);
  }

  @Test
  void whoIsNotKnownKeepsNobodyWaiting() {
    String night = "window: {start: '22:00', end: '05:00', zone: local}";

    assertThat(Openings.of(wave(night), List.of(), NOON).earliest(NOON)).isEqualTo(NOON);
  }

  private static Wave wave(String settings) {
    return PlanFile.parse(
            "spec: {model: {name: m, version: 1}, waves: [{name: all, regions: [eu], "
                + settings
                + "}]}",
            "plan")
        .waves()
        .get(0);
  }

  private static Member node(String name, String zone) {
    Address address = new Address("127.0.0.1", 7700);
    return new Member(
        new Peer(new NodeName(name), new RegionName("eu"), address),
        new NodeRecord("birds", 1, address, new Profile(Map.of(), Map.of("time.zone", zone))),
        Map.of(),
        Liveness.ALIVE);
  }
}
