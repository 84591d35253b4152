package dev.linnet.daemon.access;

import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.TokenFiles;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller of the API shows: a token's id, by which it is found, and its secret. */
public record BearerToken(String id, Bytes secret) {
  private static final Pattern FORM =
      Pattern.compile("linnet-api\\.([0-9a-f]{16})\\.([A-Za-z0-9_-]{43})");
  private static final Pattern HEADER = Pattern.compile("(?i:bearer) +(\\S+)");

  /** One that was made just now. */
  static BearerToken of(TokenFiles.Made made) {
    return new BearerToken(made.id(), made.secret());
  }

  /** Reads {@link #text}. */
  static Optional<BearerToken> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    byte[] secret = Base64.getUrlDecoder().decode(matcher.group(2));
    return Optional.of(new BearerToken(matcher.group(1), Bytes.copyOf(secret)));
  }

  /** Reads the header {@code Authorization} (RFC 6750). */
  static Optional<BearerToken> ofHeader(@Nullable String authorization) {
    Matcher matcher = HEADER.matcher(authorization == null ? "" : authorization);
    return matcher.matches() ? parse(matcher.group(1)) : Optional.empty();
  }

  /**
   * Reads the one line of a file.
   *
   * @throws UserError if others may read it, or it holds something else
   */
  public static BearerToken load(Path file) {
    return parse(TokenFiles.shown(file))
        .orElseThrow(
            () ->
                new UserError(
                    UserError.USAGE,
                    file
                        + ": not an API token: expected linnet-api.… as `linnet node token create`"
                        + " prints it"));
  }

  Digest secretHash() {
    return Digest.of(secret.toArray());
  }

  /** The token on one line. */
  public String text() {
    return "linnet-api."
        + id
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(secret.toArray());
  }

  /** As a header has it. */
  public String header() {
    return "Bearer " + text();
  }

  /** Without the secret, for logs. */
  @Override
  public String toString() {
    return "token " + id;
  }
}
