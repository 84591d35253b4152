package dev.linnet.core.trust;

import dev.linnet.core.trust.Envelope.Signature;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which keys signed an envelope; each key is tried once, however many roots name it. */
final class Signatures {
  private final Envelope envelope;
  private final SignatureCheck check;
  private final byte[] message;
  private final Map<String, Optional<Signature>> tried = new TreeMap<>();

  Signatures(Envelope envelope, SignatureCheck check) {
    this.envelope = envelope;
    this.check = check;
    this.message = envelope.preAuthentication();
  }

  boolean by(PublicKey key) {
    return good(key).isPresent();
  }

  boolean suffice(TrustRoot root, RoleName role) {
    return suffice(root, role, any -> true);
  }

  /** Whether as many of a role's keys signed as its threshold asks, some keys aside. */
  boolean suffice(TrustRoot root, RoleName roleName, Predicate<String> counts) {
    return keys(root, roleName).stream().filter(counts).count() >= root.role(roleName).threshold();
  }

  int count(TrustRoot root, RoleName role) {
    return keys(root, role).size();
  }

  /** All who signed with a key that any of the roots gives the role. */
  Endorsement endorsement(List<TrustRoot> roots, RoleName role, boolean stands) {
    SortedMap<String, Signature> signatures = new TreeMap<>();
    SortedSet<String> names = new TreeSet<>();
    for (TrustRoot root : roots) {
      for (String keyId : keys(root, role)) {
        names.add(Objects.requireNonNull(root.keys().get(keyId)).name());
        tried
            .getOrDefault(keyId, Optional.empty())
            .ifPresent(good -> signatures.put(keyId, new Signature(keyId, good.value())));
      }
    }
    List<Signature> all = signatures.values().stream().limit(Envelope.MAX_SIGNATURES).toList();
    return new Endorsement(
        names, stands, new Envelope(envelope.payloadType(), envelope.payload(), all));
  }

  /** The keys of a role that signed. */
  private SortedSet<String> keys(TrustRoot root, RoleName roleName) {
    SortedSet<String> signed = new TreeSet<>();
    for (String keyId : root.role(roleName).keyIds()) {
      NamedKey named = root.keys().get(keyId);
      if (named != null && tried.computeIfAbsent(keyId, any -> good(named.key())).isPresent()) {
        signed.add(keyId);
      }
    }
    return signed;
  }

  private Optional<Signature> good(PublicKey key) {
    return envelope.signatures().stream()
        .filter(signature -> check.verify(key, message, signature.value().unsafe()))
        .findFirst();
  }
}
