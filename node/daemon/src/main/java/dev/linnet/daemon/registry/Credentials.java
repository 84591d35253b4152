package dev.linnet.daemon.registry;

import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user and a password for a registry, as {@code docker login}, {@code podman login} and {@code
 * oras login} leave them in a file. Helpers that keep them elsewhere are programs of others, and
 * are not run.
 */
final class Credentials {
  private static final long MAX_FILE_BYTES = 1024 * 1024;

  private final @Nullable String basic;
  private final String where;

  private Credentials(@Nullable String basic, String where) {
    this.basic = basic;
    this.where = where;
  }

  /**
   * Looks for them.
   *
   * @param environment names the file by {@code REGISTRY_AUTH_FILE}, or its directory by {@code
   *     DOCKER_CONFIG}; {@code ~/.docker} is the usual one
   * @param host with its port
   * @throws UserError if the file cannot be read
   */
  static Credentials find(Map<String, String> environment, String host) {
    Path file = file(environment);
    if (!Files.exists(file)) {
      return new Credentials(null, "there is no " + file);
    }
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("over 1 MiB");
      }
      return in(Untrusted.document(Files.readAllBytes(file)), file, host);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          UserError.USAGE,
          file + ": expected a file of logins as `docker login` writes it (" + e.getMessage() + ")",
          e);
    }
  }

  private static Path file(Map<String, String> environment) {
    String named = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String directory = environment.getOrDefault("DOCKER_CONFIG", "");
    return directory.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".docker", "config.json")
        : Path.of(directory, "config.json");
  }

  private static Credentials in(JsonObject file, Path path, String host) {
    JsonObject auths = Untrusted.object(file, "auths");
    Optional<String> key =
        auths.keySet().stream().filter(each -> host(each).equalsIgnoreCase(host)).findFirst();
    JsonObject entry = key.map(each -> Untrusted.object(auths, each)).orElseGet(JsonObject::new);
    @Nullable String auth = Untrusted.text(entry, "auth");
    if (auth != null && !auth.isEmpty()) {
      String login = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      return new Credentials(encoded(login), "with the login in " + path);
    }
    @Nullable String user = Untrusted.text(entry, "username");
    @Nullable String password = Untrusted.text(entry, "password");
    if (user != null && password != null) {
      return new Credentials(encoded(user + ":" + password), "with the login in " + path);
    }
    @Nullable String helper = Untrusted.text(Untrusted.object(file, "credHelpers"), host);
    if (helper == null) {
      helper = Untrusted.text(file, "credsStore");
    }
    return new Credentials(
        null,
        helper == null
            ? path + " has no login for " + host
            : "%s leaves logins to docker-credential-%s, which is not run: name a file that has an auth for %s with REGISTRY_AUTH_FILE"
                .formatted(path, Untrusted.shown(helper), host));
  }

  /** Of a key, which is a host or, as older programs write it, a URL. */
  private static String host(String key) {
    return key.replaceFirst("^https?://", "").replaceFirst("(/v[12])?/?$", "");
  }

  private static String encoded(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /** What {@code Authorization} says; null: there is no login. */
  @Nullable String basic() {
    return basic;
  }

  /** Where they are from, or why there are none. */
  String where() {
    return where;
  }
}
