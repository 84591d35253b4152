package dev.linnet.core.trust;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.NodeName;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts for what in a mesh: the keys, and for each role how many of which keys must
 * sign. After The Update Framework's root metadata (theupdateframework/specification, section 4.3).
 *
 * @param version one more than that of the root before
 * @param previous the id of the root before; null in the first
 * @param epoch what announcements may raise their epoch to; the way back when a stolen key has used
 *     up a model's generations
 * @param revokedNodes whose HEALTHY is void and who is heard no more
 * @param revokedKeys of operators: what they signed holds until another operator speaks for it
 */
public record TrustRoot(
    String mesh,
    int version,
    @Nullable Digest previous,
    long epoch,
    Instant expires,
    Map<String, NamedKey> keys,
    Map<RoleName, Role> roles,
    SortedSet<NodeName> revokedNodes,
    SortedSet<String> revokedKeys) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.root.v1+json";

  /** What a key may be trusted with. */
  public enum RoleName {
    /** Signs the next trust root. */
    ROOT,
    /** Binds node keys to names. */
    ENROLL,
    /** Announces rollouts. */
    ANNOUNCE,
    /** Pauses, resumes, aborts and promotes. */
    CONTROL
  }

  /** A key and the name of who holds it. */
  public record NamedKey(String name, PublicKey key) {}

  /** {@code threshold} distinct keys of {@code keyIds} speak for the role. */
  public record Role(SortedSet<String> keyIds, int threshold) {
    public Role {
      keyIds = Collections.unmodifiableSortedSet(new TreeSet<>(keyIds));
      if (threshold < 1 || threshold > keyIds.size()) {
        throw new IllegalArgumentException(
            "threshold " + threshold + ": expected 1 to the number of keys, " + keyIds.size());
      }
    }

    /** The role that any {@code threshold} of {@code keys} speak for. */
    public static Role of(int threshold, Collection<PublicKey> keys) {
      TreeSet<String> ids = new TreeSet<>();
      keys.forEach(key -> ids.add(key.keyId()));
      return new Role(ids, threshold);
    }
  }

  public TrustRoot {
    Names.require("mesh", mesh);
    keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    roles = Collections.unmodifiableMap(new TreeMap<>(roles));
    revokedNodes = Collections.unmodifiableSortedSet(new TreeSet<>(revokedNodes));
    revokedKeys = Collections.unmodifiableSortedSet(new TreeSet<>(revokedKeys));
    if ((version == 1) != (previous == null)) {
      throw new IllegalArgumentException("previous: expected in every root but the first");
    }
    for (RoleName name : RoleName.values()) {
      Role role = roles.get(name);
      if (role == null || !keys.keySet().containsAll(role.keyIds())) {
        throw new IllegalArgumentException("role " + name + ": missing, or names an unknown key");
      }
      if (!Collections.disjoint(role.keyIds(), revokedKeys)) {
        throw new IllegalArgumentException("role " + name + ": holds a revoked key");
      }
    }
  }

  /** The first root of a mesh. */
  public static TrustRoot first(
      String mesh, Instant expires, Map<String, NamedKey> keys, Map<RoleName, Role> roles) {
    return new TrustRoot(mesh, 1, null, 0, expires, keys, roles, new TreeSet<>(), new TreeSet<>());
  }

  /** The root after this one, with other keys and roles. */
  public TrustRoot rotating(Map<String, NamedKey> newKeys, Map<RoleName, Role> newRoles) {
    return next(epoch, newKeys, newRoles, revokedNodes, revokedKeys);
  }

  /**
   * The root after this one, in which more nodes and operator keys are revoked.
   *
   * @throws IllegalArgumentException if a role would be left with too few keys: give it another one
   *     first
   */
  public TrustRoot revoking(Collection<NodeName> moreNodes, Collection<String> moreKeys) {
    SortedSet<NodeName> nodes = new TreeSet<>(revokedNodes);
    nodes.addAll(moreNodes);
    SortedSet<String> keyIds = new TreeSet<>(revokedKeys);
    keyIds.addAll(moreKeys);
    Map<RoleName, Role> left = new TreeMap<>();
    roles.forEach(
        (name, role) -> {
          SortedSet<String> ids = new TreeSet<>(role.keyIds());
          ids.removeAll(keyIds);
          left.put(name, new Role(ids, role.threshold()));
        });
    return next(epoch, keys, left, nodes, keyIds);
  }

  /** The root after this one, under which every model's generations begin anew. */
  public TrustRoot raisingEpoch() {
    return next(epoch + 1, keys, roles, revokedNodes, revokedKeys);
  }

  private TrustRoot next(
      long newEpoch,
      Map<String, NamedKey> newKeys,
      Map<RoleName, Role> newRoles,
      SortedSet<NodeName> nodes,
      SortedSet<String> keyIds) {
    return new TrustRoot(
        mesh, version + 1, id(), newEpoch, expires, newKeys, newRoles, nodes, keyIds);
  }

  /** Every root has every role. */
  public Role role(RoleName name) {
    return Objects.requireNonNull(roles.get(name));
  }

  /** The id of the envelope around it. */
  public Digest id() {
    return new Envelope(PAYLOAD_TYPE, toPayload(), List.of()).id();
  }

  /** Reads {@link #toPayload}. */
  public static TrustRoot parse(Bytes payload) {
    return Fields.read(payload.toUtf8(), TrustRoot::read);
  }

  private static TrustRoot read(Fields root) {
    return new TrustRoot(
        root.string("mesh"),
        (int) root.integer("version", 1, Integer.MAX_VALUE),
        root.has("previous") ? root.parsed("previous", Digest::new) : null,
        root.has("epoch") ? root.integer("epoch", 0, Long.MAX_VALUE) : 0,
        root.instant("expires"),
        root.objectMap(
            "keys",
            key -> new NamedKey(key.string("name"), key.parsed("public", PublicKey::parse))),
        byName(
            root.objectMap(
                "roles",
                role ->
                    new Role(
                        new TreeSet<>(role.strings("keyids")),
                        (int) role.integer("threshold", 1, Envelope.MAX_SIGNATURES)))),
        new TreeSet<>(strings(root, "revokedNodes").stream().map(NodeName::new).toList()),
        new TreeSet<>(strings(root, "revokedKeys")));
  }

  private static List<String> strings(Fields root, String name) {
    return root.has(name) ? root.strings(name) : List.of();
  }

  private static Map<RoleName, Role> byName(Map<String, Role> roles) {
    Map<RoleName, Role> all = new TreeMap<>();
    roles.forEach((name, role) -> all.put(RoleName.valueOf(name), role));
    return all;
  }

  /** The JSON that is signed; what is empty is left out. */
  public Bytes toPayload() {
    JsonObject root = new JsonObject();
    root.addProperty("mesh", mesh);
    root.addProperty("version", version);
    if (previous != null) {
      root.addProperty("previous", previous.hex());
    }
    if (epoch > 0) {
      root.addProperty("epoch", epoch);
    }
    root.addProperty("expires", expires.toString());
    JsonObject keysJson = new JsonObject();
    keys.forEach(
        (id, named) -> {
          JsonObject key = new JsonObject();
          key.addProperty("name", named.name());
          key.addProperty("public", named.key().toBase64());
          keysJson.add(id, key);
        });
    root.add("keys", keysJson);
    JsonObject rolesJson = new JsonObject();
    roles.forEach(
        (name, role) -> {
          JsonObject json = new JsonObject();
          JsonArray ids = new JsonArray();
          role.keyIds().forEach(ids::add);
          json.add("keyids", ids);
          json.addProperty("threshold", role.threshold());
          rolesJson.add(name.name(), json);
        });
    root.add("roles", rolesJson);
    addNames(root, "revokedNodes", revokedNodes);
    addNames(root, "revokedKeys", revokedKeys);
    return Bytes.utf8(root.toString());
  }

  private static void addNames(JsonObject root, String name, SortedSet<?> names) {
    if (!names.isEmpty()) {
      JsonArray array = new JsonArray();
      names.forEach(one -> array.add(one.toString()));
      root.add(name, array);
    }
  }
}
