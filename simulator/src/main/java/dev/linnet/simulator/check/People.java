package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.simulator.SimulatedMesh;
import java.util.List;

/** The authority with its newest trust root, and the operator who gives orders now. */
final class People {
  private final SimulatedMesh mesh;
  private TrustRoot newest;
  private Signer speaker;

  People(SimulatedMesh mesh) {
    this.mesh = mesh;
    this.newest = mesh.trustRoot();
    this.speaker = mesh.operator();
  }

  Envelope sign(Announcement announcement) {
    return Envelope.sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), speaker);
  }

  Envelope sign(Control control) {
    return sign(control, speaker);
  }

  /** A word signed with the first operator's key, whoever has it now. */
  Envelope signWithFirstKey(Control control) {
    return sign(control, mesh.operator());
  }

  private static Envelope sign(Control control, Signer by) {
    return Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), by);
  }

  TrustRoot revoking(NodeName node) {
    return newest.revoking(List.of(node), List.of());
  }

  TrustRoot revokingFirstOperator() {
    return newest.revoking(List.of(), List.of(mesh.operator().publicKey().keyId()));
  }

  /** The same people under a new root. */
  TrustRoot renewed() {
    return newest.rotating(newest.keys(), newest.roles());
  }

  /** A root was taken in at a node: the next one follows it. */
  void published(TrustRoot root) {
    newest = root;
    if (root.revokedKeys().contains(speaker.publicKey().keyId())) {
      speaker = mesh.deputy();
    }
  }
}
