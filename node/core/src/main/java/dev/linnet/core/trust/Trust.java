package dev.linnet.core.trust;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks who signed. A payload is parsed only after a signature over it was found good; the key ids
 * in an envelope are hints and decide nothing.
 */
public final class Trust {
  /** Enrolments once checked; the least recently added leaves first. Bounds memory and cost. */
  private static final int MAX_CACHED_ENROLMENTS = 8_192;

  private final RootChain chain;
  private final SignatureCheck check;
  private final Map<Envelope, Enrolment> enrolments =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Envelope, Enrolment> eldest) {
          return size() > MAX_CACHED_ENROLMENTS;
        }
      };

  /**
   * Trust that begins with one root.
   *
   * @param anchor what the node was given when it was enrolled, of whatever version
   */
  public Trust(TrustRoot anchor, SignatureCheck check) {
    this.chain = new RootChain(anchor);
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

  /** The newest root. */
  public TrustRoot root() {
    return chain.newest();
  }

  /** The highest epoch that any known root allows. */
  public long epoch() {
    return chain.epoch();
  }

  /** Whether two different roots of one version are known; for good. */
  public boolean isForked() {
    return chain.isForked();
  }

  /** The ids of all roots that are known: all that is believed here follows from them. */
  public Set<Digest> rootIds() {
    return chain.ids();
  }

  public boolean isRevoked(NodeName node) {
    return chain.isRevoked(node);
  }

  public SortedSet<NodeName> revokedNodes() {
    return new TreeSet<>(chain.revokedNodes());
  }

  /** Believes a root that {@link #requireRoot} let pass from now on. */
  public void add(TrustRoot root) {
    chain.add(root);
  }

  /**
   * A root that belongs to the chain: the one before a known root, by the digest that this names,
   * or the one after, signed by the ROOT thresholds of both.
   *
   * @throws AwaitsRoot if the roots between are not known yet
   * @throws Untrusted if it does not belong to the chain
   */
  public TrustRoot requireRoot(Envelope envelope) throws Untrusted {
    Digest id = envelope.id();
    if (chain.byId(id).isEmpty() && !chain.isPrevious(id)) {
      requireRole(envelope, RoleName.ROOT);
    }
    TrustRoot root;
    try {
      root = TrustRoot.parse(envelope.payload());
    } catch (IllegalArgumentException e) {
      throw new Untrusted("trust root: " + e.getMessage(), e);
    }
    if (!root.id().equals(id)) {
      throw new Untrusted("trust root: not in the form in which roots are written");
    }
    if (chain.byId(id).isEmpty() && !chain.isPrevious(id)) {
      requireSuccessor(envelope, root);
    }
    return root;
  }

  private void requireSuccessor(Envelope envelope, TrustRoot root) throws Untrusted {
    Digest previous = root.previous();
    if (previous == null) {
      throw new Untrusted("trust root: another first root than that of mesh " + root().mesh());
    }
    Optional<TrustRoot> before = chain.byId(previous);
    if (before.isEmpty()) {
      throw new AwaitsRoot("trust root " + root.version() + ": the one before is not known");
    }
    if (root.version() != before.get().version() + 1 || !root.mesh().equals(before.get().mesh())) {
      throw new Untrusted(
          "trust root " + root.version() + ": does not follow " + before.get().version());
    }
    Signatures signatures = new Signatures(envelope, check);
    for (TrustRoot signing : List.of(before.get(), root)) {
      if (!signatures.suffice(signing, RoleName.ROOT)) {
        throw new Untrusted(
            "trust root "
                + root.version()
                + ": not signed by enough ROOT keys of root "
                + signing.version());
      }
    }
  }

  /**
   * The names of the operators who signed, if they are enough for the role.
   *
   * @throws Untrusted if fewer distinct keys of the role signed than its threshold asks
   */
  public SortedSet<String> requireRole(Envelope envelope, RoleName role) throws Untrusted {
    return endorsement(envelope, role).operators();
  }

  /**
   * Who signed, if they are enough for the role under any known root: what was good when it was
   * said does not turn bad by a rotation.
   *
   * @throws AwaitsRoot if keys signed that no known root names
   * @throws Untrusted if fewer distinct keys of the role signed than its threshold asks
   */
  public Endorsement endorsement(Envelope envelope, RoleName role) throws Untrusted {
    Signatures signatures = new Signatures(envelope, check);
    List<TrustRoot> roots = chain.newestFirst();
    if (roots.stream().anyMatch(root -> signatures.suffice(root, role))) {
      boolean stands =
          roots.stream()
              .anyMatch(root -> signatures.suffice(root, role, keyId -> !chain.isRevoked(keyId)));
      return signatures.endorsement(roots, role, stands);
    }
    boolean unknown =
        envelope.signatures().stream().anyMatch(signature -> !chain.knowsKey(signature.keyId()));
    String lack = lack(signatures, role);
    throw unknown
        ? new AwaitsRoot(lack + ", and by keys that no known trust root names")
        : new Untrusted(lack);
  }

  /**
   * That enough keys signed which the newest root gives the role; it holds no revoked ones.
   *
   * @throws Untrusted if not, though they may have been enough once
   */
  public void requireCurrent(Envelope envelope, RoleName role) throws Untrusted {
    Signatures signatures = new Signatures(envelope, check);
    if (!signatures.suffice(root(), role, keyId -> !chain.isRevoked(keyId))) {
      throw new Untrusted(lack(signatures, role));
    }
  }

  private String lack(Signatures signatures, RoleName role) {
    return "signed by "
        + signatures.count(root(), role)
        + " of the "
        + root().role(role).threshold()
        + " keys that the role "
        + role
        + " of mesh "
        + root().mesh()
        + " asks for";
  }

  /**
   * The node that made a statement.
   *
   * @throws Untrusted if its enrolment or its signature does not hold
   */
  public Enrolment requireNode(NodeStatement statement) throws Untrusted {
    Enrolment enrolment = requireEnrolment(statement.enrolment());
    Envelope envelope = statement.statement();
    if (!new Signatures(envelope, check).by(enrolment.key())) {
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
    if (!enrolment.mesh().equals(root().mesh())) {
      throw new Untrusted("enrolment: of mesh " + enrolment.mesh() + ", not " + root().mesh());
    }
    enrolments.put(envelope, enrolment);
    return enrolment;
  }
}
