package dev.linnet.core.trust;

import dev.linnet.core.trust.Envelope.Signature;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks who signed. A payload is parsed only after a signature over it was found good; the key ids
 * in an envelope are hints and decide nothing.
 */
public final class Trust {
  /** Enrolments once checked; the least recently added leaves first. Bounds memory and cost. */
  private static final int MAX_CACHED_ENROLMENTS = 8_192;

  private final TrustRoot root;
  private final SignatureCheck check;
  private final Map<Envelope, Enrolment> enrolments =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Envelope, Enrolment> eldest) {
          return size() > MAX_CACHED_ENROLMENTS;
        }
      };

  public Trust(TrustRoot root, SignatureCheck check) {
    this.root = root;
    this.check = check;
  }

  /**
   * Opens a trust root that its own ROOT role signed, as the first one a node is given.
   *
   * @throws Untrusted if it is no trust root, or not signed by itself
   */
  public static TrustRoot openRoot(Envelope envelope, SignatureCheck check) throws Untrusted {
    if (!envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)) {
      throw new Untrusted("trust root: payload type is " + envelope.payloadType());
    }
    try {
      TrustRoot root = TrustRoot.parse(envelope.payload());
      new Trust(root, check).requireRole(envelope, RoleName.ROOT);
      return root;
    } catch (IllegalArgumentException e) {
      throw new Untrusted("trust root: " + e.getMessage(), e);
    }
  }

  public TrustRoot root() {
    return root;
  }

  /**
   * The names of the operators who signed, if they are enough for the role.
   *
   * @throws Untrusted if fewer distinct keys of the role signed than its threshold asks
   */
  public SortedSet<String> requireRole(Envelope envelope, RoleName roleName) throws Untrusted {
    Role role = root.roles().get(roleName);
    SortedSet<String> signers = new TreeSet<>();
    SortedSet<String> keys = new TreeSet<>();
    byte[] message = envelope.preAuthentication();
    if (role != null) {
      for (String keyId : role.keyIds()) {
        TrustRoot.NamedKey named = root.keys().get(keyId);
        if (named != null && signedBy(envelope, message, named.key())) {
          keys.add(keyId);
          signers.add(named.name());
        }
      }
    }
    if (role == null || keys.size() < role.threshold()) {
      throw new Untrusted(
          "signed by "
              + keys.size()
              + " of the "
              + (role == null ? 1 : role.threshold())
              + " keys that the role "
              + roleName
              + " of mesh "
              + root.mesh()
              + " asks for");
    }
    return signers;
  }

  /**
   * The node that made a statement.
   *
   * @throws Untrusted if its enrolment or its signature does not hold
   */
  public Enrolment requireNode(NodeStatement statement) throws Untrusted {
    Enrolment enrolment = requireEnrolment(statement.enrolment());
    Envelope envelope = statement.statement();
    if (!signedBy(envelope, envelope.preAuthentication(), enrolment.key())) {
      throw new Untrusted("not signed by the key of node " + enrolment.node());
    }
    return enrolment;
  }

  private Enrolment requireEnrolment(Envelope envelope) throws Untrusted {
    Enrolment known = enrolments.get(envelope);
    if (known != null) {
      return known;
    }
    if (!envelope.payloadType().equals(Enrolment.PAYLOAD_TYPE)) {
      throw new Untrusted("enrolment: payload type is " + envelope.payloadType());
    }
    requireRole(envelope, RoleName.ENROLL);
    Enrolment enrolment;
    try {
      enrolment = Enrolment.parse(envelope.payload());
    } catch (IllegalArgumentException e) {
      throw new Untrusted("enrolment: " + e.getMessage(), e);
    }
    if (!enrolment.mesh().equals(root.mesh())) {
      throw new Untrusted("enrolment: of mesh " + enrolment.mesh() + ", not " + root.mesh());
    }
    enrolments.put(envelope, enrolment);
    return enrolment;
  }

  private boolean signedBy(Envelope envelope, byte[] message, PublicKey key) {
    for (Signature signature : envelope.signatures()) {
      if (check.verify(key, message, signature.value().unsafe())) {
        return true;
      }
    }
    return false;
  }
}
