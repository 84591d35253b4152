package dev.linnet.core;

import dev.linnet.core.health.Evidence;
import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** People, nodes and what they sign, with real keys: region eu has eu-1 to eu-3, na likewise. */
public final class TestPeople {
  public static final String MESH = "test";
  public static final Ed25519 OPERATOR = key("operator");
  public static final Ed25519 BOB = key("bob");
  public static final Ed25519 CAROL = key("carol");
  public static final Ed25519 AUTHORITY = key("authority");
  public static final RegionName EU = new RegionName("eu");
  public static final RegionName NA = new RegionName("na");
  public static final ModelName MODEL = new ModelName("scenes");

  private TestPeople() {}

  public static Ed25519 key(String name) {
    return Ed25519.ofSeed(Digest.of(name.getBytes(StandardCharsets.UTF_8)).raw());
  }

  public static Trust trust() {
    return new Trust(root(), Ed25519.CHECK);
  }

  /** Alice alone operates; the authority signs roots and enrolments. */
  public static TrustRoot root() {
    return TrustRoot.first(
        MESH,
        Instant.parse("2100-01-01T00:00:00Z"),
        keys(OPERATOR),
        roles(AUTHORITY, 1, OPERATOR.publicKey()));
  }

  /** The authority's key and those of operators: alice's, else named as their seeds. */
  public static Map<String, NamedKey> keys(Ed25519... operators) {
    Map<String, NamedKey> keys = new TreeMap<>();
    keys.put(AUTHORITY.publicKey().keyId(), new NamedKey("authority", AUTHORITY.publicKey()));
    for (Ed25519 operator : operators) {
      String name =
          operator.publicKey().equals(OPERATOR.publicKey())
              ? "alice"
              : operator.publicKey().equals(BOB.publicKey()) ? "bob" : "carol";
      keys.put(operator.publicKey().keyId(), new NamedKey(name, operator.publicKey()));
    }
    return keys;
  }

  /** {@code threshold} of the operators speak for both of their roles. */
  public static Map<RoleName, Role> roles(
      Ed25519 authority, int threshold, PublicKey... operators) {
    Role byAuthority = Role.of(1, List.of(authority.publicKey()));
    Role byOperators = Role.of(threshold, List.of(operators));
    return Map.of(
        RoleName.ROOT, byAuthority,
        RoleName.ENROLL, byAuthority,
        RoleName.ANNOUNCE, byOperators,
        RoleName.CONTROL, byOperators);
  }

  public static Fact.ByOperator signed(TrustRoot root, Ed25519... signers) {
    return signed(TrustRoot.PAYLOAD_TYPE, root.toPayload(), signers);
  }

  private static Fact.ByOperator signed(String type, Bytes payload, Ed25519... signers) {
    Envelope envelope = new Envelope(type, payload, List.of());
    for (Ed25519 signer : signers) {
      envelope = envelope.cosign(signer);
    }
    return new Fact.ByOperator(envelope);
  }

  /** A plan of two waves, eu and then na, each of one region. */
  public static Announcement announcement(long generation, String version) {
    List<Wave> waves = List.of(wave("first", EU), wave("second", NA));
    return new Announcement(
        MESH,
        new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, waves),
        Digest.of(version.getBytes(StandardCharsets.UTF_8)),
        0,
        generation,
        null,
        null,
        null,
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2027-01-01T00:00:00Z"),
        List.of(jury(0, EU), jury(1, NA)));
  }

  private static Wave wave(String name, RegionName region) {
    return new Wave(name, List.of(region), Duration.ZERO, 0, List.<Gate>of(), Share.TWO_THIRDS, 1);
  }

  private static Jury jury(int wave, RegionName region) {
    return new Jury(
        wave,
        region,
        new TreeSet<>(
            List.of(
                new NodeName(region + "-1"),
                new NodeName(region + "-2"),
                new NodeName(region + "-3"))));
  }

  public static Fact.ByOperator announce(Announcement announcement) {
    return announce(announcement, OPERATOR);
  }

  public static Fact.ByOperator announce(Announcement announcement, Ed25519... signers) {
    return signed(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), signers);
  }

  public static Fact.ByOperator control(Digest rollout, Control.Action action, long sequence) {
    return control(rollout, action, sequence, OPERATOR);
  }

  public static Fact.ByOperator control(
      Digest rollout, Control.Action action, long sequence, Ed25519... signers) {
    Control control = new Control(MESH, rollout, action, sequence, null, null, "");
    return signed(Control.PAYLOAD_TYPE, control.toPayload(), signers);
  }

  public static Fact.ByNode vote(
      String node, RegionName region, Digest rollout, int wave, long sequence, Ballot ballot) {
    Vote vote = new Vote(MESH, rollout, wave, sequence, ballot, "", Evidence.NONE);
    return by(node, region, Vote.PAYLOAD_TYPE, vote.toPayload());
  }

  public static Fact.ByNode record(String node, RegionName region, long sequence) {
    NodeRecord record =
        new NodeRecord(
            MESH, sequence, new Address("127.0.0.1", 7700), new Profile(Map.of(), Map.of()));
    return by(node, region, NodeRecord.PAYLOAD_TYPE, record.toPayload());
  }

  /** What a node says of models to others: nothing, but that it is there. */
  public static Fact.ByNode status(String node, RegionName region, long sequence, boolean afar) {
    NodeStatus status = new NodeStatus(MESH, sequence, afar, Map.of());
    return by(node, region, NodeStatus.PAYLOAD_TYPE, status.toPayload());
  }

  /** Something that a node signed with its own key. */
  public static Fact.ByNode by(String node, RegionName region, String type, Bytes payload) {
    Ed25519 key = key(node);
    Enrolment enrolment = new Enrolment(MESH, new NodeName(node), region, key.publicKey());
    return new Fact.ByNode(
        new NodeStatement(
            Envelope.sign(type, payload, key),
            Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), AUTHORITY)));
  }
}
