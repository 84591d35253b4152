package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.Message.FactsPushed;
import dev.linnet.core.Message.SummaryOffered;
import dev.linnet.core.Message.Version;
import dev.linnet.core.Message.VersionsOffered;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GossipMetersTest {
  private static final Message SUMMARY = new SummaryOffered(true, List.of(1L, 2L));
  private static final Message DIFFERENCE =
      new VersionsOffered(true, List.of(1), List.of(new Version(3, 4)));
  private static final Message OFFER =
      new VersionsOffered(true, List.of(), List.of(new Version(3, 4)));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FactCounts facts = new FactCounts(registry);
  private final GossipMeters meters = new GossipMeters(registry, facts);

  @Test
  void factIsADuplicateForAsLongAsTheNodeKeepsIt() {
    Fact announcement = fact(Announcement.PAYLOAD_TYPE, "version 1");
    receives(announcement);
    assertThat(duplicates("announcement")).isZero();

    facts.kept("rollout/1", announcement);
    receives(fact(Announcement.PAYLOAD_TYPE, "version 1"), fact(Control.PAYLOAD_TYPE, "pause"));
    assertThat(duplicates("announcement")).isOne();
    assertThat(duplicates("control")).isZero();

    facts.kept("rollout/1", fact(Announcement.PAYLOAD_TYPE, "version 1, signed once more"));
    receives(announcement);
    assertThat(duplicates("announcement")).as("what another one took the place of").isOne();
    facts.forgotten("rollout/1");
    receives(fact(Announcement.PAYLOAD_TYPE, "version 1, signed once more"));
    assertThat(duplicates("announcement")).isOne();
  }

  @Test
  void comparisonDifferedIfTheNodeAnsweredItWithVersionsOfBuckets() {
    receives(SUMMARY);
    meters.dealtWith();
    assertThat(rounds("equal")).isOne();

    receives(SUMMARY);
    meters.sends(DIFFERENCE);
    meters.dealtWith();
    assertThat(rounds("differed")).isOne();

    receives(SUMMARY);
    meters.sends(OFFER);
    meters.dealtWith();
    assertThat(rounds("equal")).as("news that are offered answer no summary").isEqualTo(2);

    meters.sends(SUMMARY);
    meters.dealtWith();
    assertThat(rounds("equal") + rounds("differed"))
        .as("who began a comparison does not count it")
        .isEqualTo(3);
  }

  private void receives(Fact... pushed) {
    receives(new FactsPushed(List.of(pushed), 1));
  }

  private void receives(Message message) {
    meters.saw(new Event.MessageReceived(new NodeName("robin"), message));
  }

  private static Fact fact(String type, String text) {
    return new Fact.ByOperator(new Envelope(type, Bytes.utf8(text), List.of()));
  }

  private double duplicates(String kind) {
    return registry.get("linnet.gossip.duplicates").tag("kind", kind).counter().count();
  }

  private double rounds(String result) {
    return registry.get("linnet.antientropy.rounds").tag("result", result).counter().count();
  }
}
