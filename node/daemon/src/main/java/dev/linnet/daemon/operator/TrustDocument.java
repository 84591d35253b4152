package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.identity.EnvelopeFile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The document about a mesh's trust, as docs/operating.md describes it: what holds now, and the
 * signed roots themselves, by which the command that asks can check every one of them.
 */
final class TrustDocument {
  private final List<Envelope> envelopes;
  private final List<TrustRoot> roots;

  private TrustDocument(List<Envelope> envelopes) {
    this.envelopes = envelopes;
    this.roots = envelopes.stream().map(envelope -> TrustRoot.parse(envelope.payload())).toList();
  }

  /** Of the roots that a node holds, the oldest first. */
  static JsonObject of(List<Envelope> roots) {
    return new TrustDocument(roots).toJson();
  }

  private JsonObject toJson() {
    JsonObject json = Documents.versioned();
    TrustRoot newest =
        roots.stream()
            .max(
                Comparator.comparingInt(TrustRoot::version)
                    .thenComparing(TrustRoot::id, Comparator.<Digest>naturalOrder().reversed()))
            .orElseThrow(() -> new IllegalArgumentException("no trust root is known yet"));
    json.addProperty("mesh", newest.mesh());
    json.addProperty("version", newest.version());
    json.addProperty("id", newest.id().hex());
    json.addProperty("epoch", newest.epoch());
    json.addProperty("expires", newest.expires().toString());
    json.addProperty("forked", TrustFork.isAmong(envelopes));
    JsonArray roles = new JsonArray();
    for (RoleName name : RoleName.values()) {
      roles.add(role(name, newest.role(name), newest.keys()));
    }
    json.add("roles", roles);
    addRevoked(json);
    JsonArray chain = new JsonArray();
    for (int i = 0; i < roots.size(); i++) {
      chain.add(link(roots.get(i), envelopes.get(i)));
    }
    json.add("chain", chain);
    return json;
  }

  private static JsonObject role(RoleName name, Role role, Map<String, NamedKey> keys) {
    JsonObject json = new JsonObject();
    json.addProperty("role", name.name());
    json.addProperty("threshold", role.threshold());
    JsonArray holders = new JsonArray();
    role.keyIds().forEach(keyId -> holders.add(key(keyId, keys)));
    json.add("keys", holders);
    return json;
  }

  private static JsonObject key(String keyId, Map<String, NamedKey> keys) {
    JsonObject json = new JsonObject();
    NamedKey named = keys.get(keyId);
    json.addProperty("name", named == null ? "" : named.name());
    json.addProperty("keyId", keyId);
    return json;
  }

  /** Of all roots together: what any of them revoked stays so, in a fork too. */
  private void addRevoked(JsonObject json) {
    SortedSet<NodeName> nodes = new TreeSet<>();
    SortedSet<String> keyIds = new TreeSet<>();
    Map<String, NamedKey> keys = new TreeMap<>();
    for (TrustRoot root : roots) {
      nodes.addAll(root.revokedNodes());
      keyIds.addAll(root.revokedKeys());
      keys.putAll(root.keys());
    }
    JsonArray revokedNodes = new JsonArray();
    nodes.forEach(node -> revokedNodes.add(node.value()));
    json.add("revokedNodes", revokedNodes);
    JsonArray revokedKeys = new JsonArray();
    keyIds.forEach(keyId -> revokedKeys.add(key(keyId, keys)));
    json.add("revokedKeys", revokedKeys);
  }

  private static JsonObject link(TrustRoot root, Envelope envelope) {
    JsonObject json = new JsonObject();
    json.addProperty("version", root.version());
    json.addProperty("id", root.id().hex());
    json.addProperty("epoch", root.epoch());
    json.add("envelope", JsonParser.parseString(EnvelopeFile.write(envelope)));
    return json;
  }
}
