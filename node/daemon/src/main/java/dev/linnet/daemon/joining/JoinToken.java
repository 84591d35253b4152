package dev.linnet.daemon.joining;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ports.Addresses;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person carries to a device that is to join: where it asks, by which authority it knows the
 * one that answers, and a secret that is good once. Whoever reads it first can join in the device's
 * place, so it is short-lived and goes by a way that others do not read.
 *
 * @param authority SHA-256 of the authority's certificate in DER
 * @param node the one name that it is good for; null for any free one
 * @param seeds mesh addresses of nodes, for the first {@code node.yaml}
 */
public record JoinToken(
    Address address,
    String mesh,
    Digest authority,
    RegionName region,
    @Nullable NodeName node,
    List<Address> seeds,
    String id,
    Bytes secret) {
  private static final String HEAD = "linnet-join.";
  private static final int MAX_CHARS = 2_048;

  /** The most addresses of nodes that one carries. */
  public static final int MAX_SEEDS = 8;

  private static final int SECRET_BYTES = 32;

  public JoinToken {
    Names.require("mesh", mesh);
    seeds = List.copyOf(seeds);
    if (seeds.size() > MAX_SEEDS) {
      throw new IllegalArgumentException("expected at most " + MAX_SEEDS + " seeds");
    }
    if (secret.size() != SECRET_BYTES) {
      throw new IllegalArgumentException("its secret is not of " + SECRET_BYTES + " bytes");
    }
  }

  /** The token on one line. */
  public String text() {
    JsonObject json = new JsonObject();
    json.addProperty("address", address.toString());
    json.addProperty("mesh", mesh);
    json.addProperty("authority", authority.hex());
    json.addProperty("region", region.value());
    if (node != null) {
      json.addProperty("node", node.value());
    }
    if (!seeds.isEmpty()) {
      JsonArray all = new JsonArray();
      seeds.forEach(seed -> all.add(seed.toString()));
      json.add("seeds", all);
    }
    json.addProperty("id", id);
    json.addProperty("secret", base64().encodeToString(secret.toArray()));
    return HEAD + base64().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException if it is none, without a word of what is in it
   */
  public static JoinToken parse(String text) {
    if (!text.startsWith(HEAD) || text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "not a join token: expected " + HEAD + "… as `linnet mesh token create` prints it");
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(text.substring(HEAD.length()));
      return Fields.read(new String(json, StandardCharsets.UTF_8), JoinToken::read);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a whole join token: copy all of its one line", e);
    }
  }

  private static JoinToken read(Fields fields) {
    return new JoinToken(
        fields.parsed("address", Addresses::parse),
        fields.string("mesh"),
        fields.parsed("authority", Digest::new),
        fields.parsed("region", RegionName::new),
        fields.has("node") ? fields.parsed("node", NodeName::new) : null,
        fields.has("seeds")
            ? fields.strings("seeds").stream().map(Addresses::parse).toList()
            : List.of(),
        fields.string("id"),
        fields.parsed("secret", secret -> Bytes.copyOf(Base64.getUrlDecoder().decode(secret))));
  }

  private static Base64.Encoder base64() {
    return Base64.getUrlEncoder().withoutPadding();
  }

  /** Without the secret, for logs. */
  @Override
  public String toString() {
    return "token " + id;
  }
}
