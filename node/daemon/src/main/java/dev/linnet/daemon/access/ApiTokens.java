package dev.linnet.daemon.access;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.Names;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.TokenFiles;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens of one node's API, in {@code api-tokens} beside its {@code node.yaml}. */
public final class ApiTokens {
  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(30);

  private final TokenFiles files;

  /**
   * What is known of a token.
   *
   * @param name whose it is; null if nobody said
   */
  public record Token(String id, Role role, @Nullable String name, Instant expires) {}

  /** What is on the disk of a token. */
  record Kept(Token token, Digest secretHash) {
    boolean isShownBy(BearerToken shown) {
      return MessageDigest.isEqual(secretHash.raw(), shown.secretHash().raw());
    }
  }

  /** Those in a directory. */
  public ApiTokens(Path directory) {
    this.files = new TokenFiles("API token", directory);
  }

  /** Where they lie for a node. */
  public static Path of(Path home) {
    return home.resolve("api-tokens");
  }

  /** Makes one. Forgets what expired long ago. */
  public BearerToken create(Role role, @Nullable String name, Instant expires, Instant now) {
    all().stream()
        .filter(token -> token.expires().plus(KEPT_AFTER_EXPIRY).isBefore(now))
        .forEach(token -> remove(token.id()));
    TokenFiles.Made made = TokenFiles.make();
    JsonObject json = new JsonObject();
    json.addProperty("role", role.word());
    if (name != null) {
      json.addProperty("name", Names.require("token", name));
    }
    json.addProperty("expires", expires.toString());
    files.write(made.id(), made.secretHash(), json);
    return BearerToken.of(made);
  }

  /** All, the next to expire first. */
  public List<Token> all() {
    return files.ids().stream()
        .flatMap(id -> find(id).stream())
        .map(Kept::token)
        .sorted(Comparator.comparing(Token::expires).thenComparing(Token::id))
        .toList();
  }

  /** Takes one back; false if there is none. */
  public boolean remove(String id) {
    return files.remove(id);
  }

  Optional<Kept> find(String id) {
    return files.find(id, fields -> kept(id, fields));
  }

  private static Kept kept(String id, Fields fields) {
    return new Kept(
        new Token(
            id,
            fields.parsed("role", word -> Role.valueOf(word.toUpperCase(Locale.ROOT))),
            fields.optionalString("name"),
            fields.instant("expires")),
        TokenFiles.secretHash(fields));
  }
}
