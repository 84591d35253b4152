package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.core.trust.Untrusted;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnvelopeFile;
import dev.linnet.daemon.identity.KeySource;
import dev.linnet.daemon.identity.OperatorKey;
import dev.linnet.daemon.identity.Passphrases;
import dev.linnet.proto.v1.GetTrustRequest;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The chain of trust roots that a node gave, checked here root by root, and what it takes to add
 * the next one to it.
 */
final class RootSigning {
  private final Trust trust;
  private final List<Envelope> chain;

  private RootSigning(Trust trust, List<Envelope> chain) {
    this.trust = trust;
    this.chain = chain;
  }

  /**
   * Asks a node for its roots.
   *
   * @param anchor what is known to be a root of the mesh, whatever the node says
   * @throws UserError if they do not go on from the anchor
   */
  static RootSigning after(Envelope anchor, NodeClient client) {
    JsonObject document = document(client);
    List<Envelope> chain = chain(document);
    try {
      Trust trust = new Trust(Trust.openRoot(anchor, Ed25519.CHECK), Ed25519.CHECK);
      int from = trust.root().version();
      for (Envelope root : chain) {
        if (TrustRoot.parse(root.payload()).version() >= from && !root.id().equals(anchor.id())) {
          trust.add(trust.requireRoot(root));
        }
      }
      if (trust.isForked()) {
        throw new UserError(
            UserError.REFUSED,
            "two different trust roots of one version are signed: no root can follow; set the mesh"
                + " up anew with other keys");
      }
      return new RootSigning(trust, chain);
    } catch (Untrusted e) {
      throw new UserError(
          UserError.REFUSED,
          "the trust roots of the asked node do not follow from the one known here: "
              + e.getMessage(),
          e);
    }
  }

  static JsonObject document(NodeClient client) {
    return Doc.parse(client.ask(node -> node.getTrust(GetTrustRequest.getDefaultInstance())));
  }

  /** The signed roots of a node's answer, the oldest first. */
  static List<Envelope> chain(JsonObject document) {
    try {
      return Doc.objects(document, "chain").stream()
          .map(link -> EnvelopeFile.parse(String.valueOf(link.get("envelope"))))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.FAILED, "the node's trust roots are malformed", e);
    }
  }

  /** The newest root that the node holds, or the anchor if it holds none as new. */
  TrustRoot newest() {
    return trust.root();
  }

  /** It as the node gave it; empty if the node does not hold the anchor yet. */
  Optional<Envelope> newestHeld() {
    return chain.stream().filter(root -> root.id().equals(newest().id())).findFirst();
  }

  /**
   * Signs the next root with each of some keys.
   *
   * @throws UserError if one of them has no say in it
   */
  Envelope sign(Envelope envelope, TrustRoot next, List<KeySource> keys, Passphrases passphrases) {
    SortedSet<String> known = new TreeSet<>(newest().role(RoleName.ROOT).keyIds());
    known.addAll(next.role(RoleName.ROOT).keyIds());
    Envelope signed = envelope;
    for (KeySource source : keys) {
      Signer key = OperatorKey.loadRoot(source, passphrases);
      if (!known.contains(key.publicKey().keyId())) {
        throw new UserError(
            UserError.REFUSED,
            source
                + ": not a key of the role ROOT of mesh "
                + newest().mesh()
                + "; see `linnet mesh trust`");
      }
      signed = signed.cosign(key);
    }
    return signed;
  }

  /**
   * That a signed root may follow, and enough keys signed it.
   *
   * @throws UserError if not
   */
  void requireComplete(Envelope next) {
    try {
      trust.requireRoot(next);
    } catch (Untrusted e) {
      throw new UserError(
          UserError.REFUSED,
          e.getMessage()
              + "; give more with --key, or say --sign-only and let another holder of a ROOT key"
              + " run `linnet mesh cosign`",
          e);
    }
  }
}
