package dev.linnet.daemon.registry;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a registry is shown once it has asked: a token of the server that it names, or a user and a
 * password. Both are asked for as late as that, so that a public registry sees neither.
 */
final class Login {
  private static final int MAX_TOKEN_BYTES = 256 * 1024;
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final Web web;
  private final Reference reference;
  private final boolean plainHttp;
  private final Supplier<Credentials> source;
  private @Nullable Credentials credentials;
  private @Nullable String authorization;

  Login(Web web, Reference reference, boolean plainHttp, Supplier<Credentials> source) {
    this.web = web;
    this.reference = reference;
    this.plainHttp = plainHttp;
    this.source = source;
  }

  /** For the registry itself and nobody else; null: it has not asked. */
  @Nullable String authorization() {
    return authorization;
  }

  /**
   * Does what the registry asks for.
   *
   * @param challenges its headers {@code WWW-Authenticate}
   * @throws UserError if it asks for what there is not
   */
  void answer(List<String> challenges) {
    Optional<Challenge> chosen = Challenge.choose(challenges);
    if (chosen.isEmpty()) {
      throw new UserError(
          UserError.REFUSED,
          reference.host() + " asks for a login of a kind that is none of Basic and Bearer");
    }
    if (chosen.get().scheme().equals(Challenge.BEARER)) {
      authorization = "Bearer " + token(chosen.get());
      return;
    }
    authorization = credentials().basic();
    if (authorization == null) {
      throw refused();
    }
  }

  private Credentials credentials() {
    if (credentials == null) {
      credentials = source.get();
    }
    return credentials;
  }

  /** What a person is told whom the registry gives nothing. */
  UserError refused() {
    return new UserError(
        UserError.REFUSED,
        "%s does not give %s: %s"
            .formatted(
                reference.host(),
                reference.repository(),
                credentials == null ? "it asked for no login" : tried(credentials)));
  }

  private static String tried(Credentials credentials) {
    return credentials.basic() == null
        ? "it wants a login, and " + credentials.where()
        : "it refuses what was asked " + credentials.where();
  }

  private String token(Challenge challenge) {
    URI uri = tokenServer(challenge);
    try (Answer answer = web.get(uri, "application/json", credentials().basic())) {
      if (answer.status() == 401 || answer.status() == 403) {
        throw refused();
      }
      if (answer.status() != 200) {
        throw tokenless(uri, "answered " + answer.status());
      }
      JsonObject document = Untrusted.document(answer.bytes(MAX_TOKEN_BYTES));
      @Nullable String token = Untrusted.text(document, "token");
      if (token == null) {
        token = Untrusted.text(document, "access_token");
      }
      if (token == null || !TOKEN.matcher(token).matches()) {
        throw tokenless(uri, "gave none");
      }
      return token;
    } catch (IllegalArgumentException e) {
      throw tokenless(uri, "gave none");
    }
  }

  private UserError tokenless(URI uri, String problem) {
    return new UserError(
        UserError.FAILED,
        "%s, which %s names for tokens, %s"
            .formatted(uri.getAuthority(), reference.host(), problem));
  }

  /** The server of a realm, with what it is asked. */
  private URI tokenServer(Challenge challenge) {
    String realm = challenge.parameters().getOrDefault("realm", "");
    String scope =
        challenge
            .parameters()
            .getOrDefault("scope", "repository:" + reference.repository() + ":pull");
    try {
      URI server = new URI(realm);
      URI registry = reference.base(plainHttp);
      boolean plain =
          plainHttp
              && "http".equals(server.getScheme())
              && registry.getHost().equalsIgnoreCase(server.getHost());
      boolean sound = "https".equals(server.getScheme()) || plain;
      if (sound && server.getHost() != null && server.getUserInfo() == null) {
        @Nullable String service = challenge.parameters().get("service");
        return new URI(
            realm
                + (server.getRawQuery() == null ? "?" : "&")
                + (service == null ? "" : "service=" + encoded(service) + "&")
                + "scope="
                + encoded(scope));
      }
    } catch (URISyntaxException e) {
      // Told below, as every other place that gets no password.
    }
    throw new UserError(
        UserError.REFUSED,
        "%s wants a token of '%s': expected an address with https://"
            .formatted(reference.host(), Untrusted.shown(realm)));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
