package dev.linnet.core;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.record;
import static dev.linnet.core.TestPeople.root;
import static dev.linnet.core.TestPeople.signed;
import static dev.linnet.core.TestPeople.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedRecord;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Ed25519;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that finds in its store what it said of itself before it was started. */
class PublisherTest {
  private static final NodeName SELF = new NodeName("eu-1");
  private static final long SAID_BEFORE = 4;

  private final Replica replica = new Replica(trust(), EU);
  private final RecordedEffects effects = new RecordedEffects();
  private final NodeSetup setup =
      new NodeSetup(
          SELF,
          EU,
          new Address("127.0.0.1", 7700),
          new Profile(Map.of(), Map.of()),
          root(),
          Ed25519.CHECK,
          key("eu-1"),
          record("eu-1", EU, 1).statement().enrolment(),
          GossipSettings.DEFAULT,
          SwarmSettings.defaults(),
          List.of(signed(root(), AUTHORITY), record("eu-1", EU, SAID_BEFORE)),
          Map.of(),
          List.of());
  private final Facts facts =
      new Facts(
          replica,
          new Directory(SELF, EU, replica.councils()),
          setup.factSigner(),
          setup.enrolment(),
          pulse -> {});
  private final Publisher publisher = new Publisher(setup, replica);

  PublisherTest() {
    facts.restore(setup.facts(), 0, effects);
  }

  private long sequenceAfter(Duration sinceStart) {
    publisher.step(Map.of(), facts, sinceStart.toNanos(), effects);
    return replica.record(SELF).map(SignedRecord::record).orElseThrow().sequence();
  }

  @Test
  void nodeThatStartsIsHeardOfAtOnceHoweverOftenItStarts() {
    assertThat(sequenceAfter(Duration.ZERO)).isEqualTo(SAID_BEFORE + 1);
  }

  @Test
  void nodeThatRunsIsHeardOfEveryTenMinutes() {
    long said = sequenceAfter(Duration.ZERO);
    assertThat(sequenceAfter(Duration.ofSeconds(599))).isEqualTo(said);
    assertThat(sequenceAfter(Duration.ofMinutes(10))).isEqualTo(said + 1);
  }
}
