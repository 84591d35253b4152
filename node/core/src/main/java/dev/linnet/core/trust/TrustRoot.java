package dev.linnet.core.trust;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.Names;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose word counts for what in a mesh: the keys, and for each role how many of which keys must
 * sign. After The Update Framework's root metadata (theupdateframework/specification, section 4.3).
 */
public record TrustRoot(
    String mesh,
    int version,
    Instant expires,
    Map<String, NamedKey> keys,
    Map<RoleName, Role> roles) {
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
    for (RoleName name : RoleName.values()) {
      Role role = roles.get(name);
      if (role == null || !keys.keySet().containsAll(role.keyIds())) {
        throw new IllegalArgumentException("role " + name + ": missing, or names an unknown key");
      }
    }
  }

  /** Reads {@link #toPayload}. */
  public static TrustRoot parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        root ->
            new TrustRoot(
                root.string("mesh"),
                (int) root.integer("version", 1, Integer.MAX_VALUE),
                root.instant("expires"),
                root.objectMap(
                    "keys",
                    key ->
                        new NamedKey(key.string("name"), key.parsed("public", PublicKey::parse))),
                byName(
                    root.objectMap(
                        "roles",
                        role ->
                            new Role(
                                new TreeSet<>(role.strings("keyids")),
                                (int) role.integer("threshold", 1, Envelope.MAX_SIGNATURES))))));
  }

  private static Map<RoleName, Role> byName(Map<String, Role> roles) {
    Map<RoleName, Role> all = new TreeMap<>();
    roles.forEach((name, role) -> all.put(RoleName.valueOf(name), role));
    return all;
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject root = new JsonObject();
    root.addProperty("mesh", mesh);
    root.addProperty("version", version);
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
    return Bytes.utf8(root.toString());
  }
}
