package dev.linnet.daemon.identity;

import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The join tokens of a mesh directory, in {@code tokens}. Once used, a token belongs to the fact
 * key that used it, which is on the disk before anybody is told.
 */
public final class JoinTokens {
  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(30);

  private final NodeRegister register;
  private final Path directory;
  private final TokenFiles files;

  /**
   * What is known of a token.
   *
   * @param node the one name that it is good for; null for any free one of the region
   * @param usedBy the node that used it; null until then
   */
  public record Token(
      String id,
      RegionName region,
      @Nullable NodeName node,
      Instant expires,
      @Nullable NodeName usedBy) {}

  /** What is on the disk of a token: also what its secret hashes to, and which key used it. */
  private record Entry(Token token, Digest secretHash, @Nullable String factKeyId) {
    Entry usedBy(SigningRequest request) {
      return new Entry(
          new Token(token.id(), token.region(), token.node(), token.expires(), request.id().node()),
          secretHash,
          request.factKey().keyId());
    }

    boolean isUsedBy(SigningRequest request) {
      return request.factKey().keyId().equals(factKeyId)
          && request.id().node().equals(token.usedBy());
    }
  }

  /** A token is not good for what was asked, for a reason that its bearer may know. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean unknown;

    private Refused(boolean unknown, String message) {
      super(message);
      this.unknown = unknown;
    }

    /** Whether it may have been a guess: no such token is known. */
    public boolean isUnknown() {
      return unknown;
    }
  }

  /** Those of a directory of {@code linnet mesh init}. */
  public JoinTokens(Path meshDirectory) {
    this(meshDirectory, new NodeRegister(meshDirectory));
  }

  /** As the other, giving names out of a register. */
  public JoinTokens(Path meshDirectory, NodeRegister register) {
    this.register = register;
    this.directory = meshDirectory.resolve("tokens");
    this.files = new TokenFiles("join token", directory);
  }

  /**
   * Held by whoever honours tokens: two processes could honour one twice.
   *
   * @throws UserError if another process holds it
   */
  public AutoCloseable lock() {
    return files
        .lock()
        .orElseThrow(
            () ->
                new UserError(
                    UserError.FAILED,
                    directory + ": another `linnet mesh serve-join` honours these tokens"));
  }

  /** Makes one that is good for a region, or one name there. Forgets what expired long ago. */
  public TokenFiles.Made create(
      RegionName region, @Nullable NodeName node, Instant expires, Instant now) {
    all().stream()
        .filter(token -> token.expires().plus(KEPT_AFTER_EXPIRY).isBefore(now))
        .forEach(token -> remove(token.id()));
    TokenFiles.Made made = TokenFiles.make();
    write(new Entry(new Token(made.id(), region, node, expires, null), made.secretHash(), null));
    return made;
  }

  /** All, the next to expire first. */
  public List<Token> all() {
    return files.ids().stream()
        .flatMap(id -> find(id).stream())
        .map(Entry::token)
        .sorted(Comparator.comparing(Token::expires).thenComparing(Token::id))
        .toList();
  }

  /** Takes a token back; false if there is none. */
  public boolean remove(String id) {
    return files.remove(id);
  }

  /**
   * Gives the name that a request asks for, for a token. The same key is given it again, in case
   * the answer was lost.
   *
   * @throws Refused if the token is not good for it; in the same words for a wrong id and a wrong
   *     secret
   * @throws UserError if the name cannot be had; the token is still good then
   */
  public synchronized Grant admit(String id, byte[] secret, SigningRequest request, Instant now)
      throws Refused {
    Entry entry = require(id, secret, request, now);
    register.require(request);
    if (entry.factKeyId() == null) {
      write(entry.usedBy(request));
    }
    return register.sign(request, now);
  }

  private Entry require(String id, byte[] secret, SigningRequest request, Instant now)
      throws Refused {
    Optional<Entry> found = find(id);
    Digest hash = Digest.of(secret);
    if (found.isEmpty() || !MessageDigest.isEqual(hash.raw(), found.get().secretHash().raw())) {
      throw new Refused(true, "there is no such token");
    }
    Entry entry = found.get();
    Token token = entry.token();
    if (!now.isBefore(token.expires())) {
      throw new Refused(false, "the token expired at " + token.expires());
    }
    if (!request.id().region().equals(token.region())) {
      throw new Refused(false, "the token is good for region " + token.region() + " alone");
    }
    if (token.node() != null && !request.id().node().equals(token.node())) {
      throw new Refused(false, "the token is good for node " + token.node() + " alone");
    }
    if (entry.factKeyId() != null && !entry.isUsedBy(request)) {
      throw new Refused(false, "the token was used by node " + token.usedBy());
    }
    return entry;
  }

  private void write(Entry entry) {
    Token token = entry.token();
    JsonObject json = new JsonObject();
    json.addProperty("region", token.region().value());
    if (token.node() != null) {
      json.addProperty("node", token.node().value());
    }
    json.addProperty("expires", token.expires().toString());
    if (token.usedBy() != null && entry.factKeyId() != null) {
      json.addProperty("usedBy", token.usedBy().value());
      json.addProperty("factKey", entry.factKeyId());
    }
    files.write(token.id(), entry.secretHash(), json);
  }

  private Optional<Entry> find(String id) {
    return files.find(
        id,
        fields ->
            new Entry(
                new Token(
                    id,
                    fields.parsed("region", RegionName::new),
                    fields.has("node") ? fields.parsed("node", NodeName::new) : null,
                    fields.instant("expires"),
                    fields.has("usedBy") ? fields.parsed("usedBy", NodeName::new) : null),
                TokenFiles.secretHash(fields),
                fields.optionalString("factKey")));
  }
}
