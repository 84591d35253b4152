package dev.linnet.core;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
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
  public static final Ed25519 AUTHORITY = key("authority");
  public static final RegionName EU = new RegionName("eu");
  public static final RegionName NA = new RegionName("na");
  public static final ModelName MODEL = new ModelName("scenes");

  private TestPeople() {}

  public static Ed25519 key(String name) {
    return Ed25519.ofSeed(Digest.of(name.getBytes(StandardCharsets.UTF_8)).raw());
  }

  public static Trust trust() {
    Map<String, NamedKey> keys = new TreeMap<>();
    keys.put(OPERATOR.publicKey().keyId(), new NamedKey("alice", OPERATOR.publicKey()));
    keys.put(AUTHORITY.publicKey().keyId(), new NamedKey("authority", AUTHORITY.publicKey()));
    Role operator = Role.of(1, List.of(OPERATOR.publicKey()));
    Role authority = Role.of(1, List.of(AUTHORITY.publicKey()));
    TrustRoot root =
        new TrustRoot(
            MESH,
            1,
            Instant.parse("2100-01-01T00:00:00Z"),
            keys,
            Map.of(
                RoleName.ROOT, authority,
                RoleName.ENROLL, authority,
                RoleName.ANNOUNCE, operator,
                RoleName.CONTROL, operator));
    return new Trust(root, Ed25519.CHECK);
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
    return new Fact.ByOperator(
        Envelope.sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), OPERATOR));
  }

  public static Fact.ByOperator control(Digest rollout, Control.Action action, long sequence) {
    Control control = new Control(MESH, rollout, action, sequence, null, null, "");
    return new Fact.ByOperator(Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), OPERATOR));
  }

  public static Fact.ByNode vote(
      String node, RegionName region, Digest rollout, int wave, long sequence, Ballot ballot) {
    Vote vote = new Vote(MESH, rollout, wave, sequence, ballot, "", new TreeMap<>());
    return by(node, region, Vote.PAYLOAD_TYPE, vote.toPayload());
  }

  public static Fact.ByNode record(String node, RegionName region, long sequence) {
    NodeRecord record =
        new NodeRecord(
            MESH,
            sequence,
            new Address("127.0.0.1", 7700),
            new Profile(Map.of(), Map.of()),
            Map.of());
    return by(node, region, NodeRecord.PAYLOAD_TYPE, record.toPayload());
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
