package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Envelope.Signature;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.simulator.SimulatedMesh;
import java.util.ArrayList;
import java.util.List;

/** The authority with its newest trust root, and the operators who give orders now. */
final class People {
  private final SimulatedMesh mesh;
  private final int signatures;
  private final List<Signer> operators;
  private TrustRoot newest;

  /**
   * The people of a mesh.
   *
   * @param signatures how many of them sign each order
   */
  People(SimulatedMesh mesh, int signatures) {
    this.mesh = mesh;
    this.signatures = signatures;
    this.operators = new ArrayList<>(mesh.operators());
    this.newest = mesh.trustRoot();
  }

  Envelope sign(Announcement announcement) {
    return sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement));
  }

  Envelope sign(Control control) {
    return sign(Control.PAYLOAD_TYPE, control.toPayload());
  }

  private Envelope sign(String type, Bytes payload) {
    Envelope signed = Envelope.sign(type, payload, operators.get(0));
    return signatures == 1 ? signed : signed.cosign(operators.get(1));
  }

  /** A word signed with the first operator's key, whoever has it now. */
  Envelope signWithFirstKey(Control control) {
    return Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), mesh.operators().get(0));
  }

  /** Signed with the keys of the first operators, whoever has them now. */
  Envelope signWithFirstKeys(Announcement announcement, int keys) {
    Envelope signed =
        Envelope.sign(
            Announcement.PAYLOAD_TYPE,
            AnnouncementJson.write(announcement),
            mesh.operators().get(0));
    return keys == 1 ? signed : signed.cosign(mesh.operators().get(1));
  }

  /** One key signs twice, the second time under the other's name. */
  Envelope signTwiceWithFirstKey(Announcement announcement) {
    Envelope once = signWithFirstKeys(announcement, 1);
    Signature own = once.signatures().get(0);
    Signature disguised = new Signature(mesh.operators().get(1).publicKey().keyId(), own.value());
    return new Envelope(once.payloadType(), once.payload(), List.of(own, disguised));
  }

  TrustRoot revoking(NodeName node) {
    return newest.revoking(List.of(node), List.of());
  }

  TrustRoot revokingFirstOperator() {
    return newest.revoking(List.of(), List.of(mesh.operators().get(0).publicKey().keyId()));
  }

  /** The same people under a new root. */
  TrustRoot renewed() {
    return newest.rotating(newest.keys(), newest.roles());
  }

  /** The way back when a stolen key used up the generations. */
  TrustRoot raisingEpoch() {
    return newest.raisingEpoch();
  }

  /** A root was taken in at a node: the next one follows it. */
  void published(TrustRoot root) {
    newest = root;
    operators.removeIf(operator -> root.revokedKeys().contains(operator.publicKey().keyId()));
  }
}
