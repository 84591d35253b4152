package dev.linnet.daemon.identity;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tokens in a directory, each in a file under its id. A token's secret has 256 random bits, so its
 * SHA-256 is enough to know it by; the secret itself is kept nowhere.
 */
public final class TokenFiles {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final String SUFFIX = ".json";
  private static final String HASH = "secretSha256";
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;

  private final String what;
  private final Path directory;

  /** A token that is made now: its id, and the secret that is kept nowhere. */
  public record Made(String id, Bytes secret) {
    /** What is kept of the secret. */
    public Digest secretHash() {
      return Digest.of(secret.toArray());
    }
  }

  /**
   * Those of a directory, which is made with the first of them.
   *
   * @param what they are, for a person
   */
  public TokenFiles(String what, Path directory) {
    this.what = what;
    this.directory = directory;
  }

  /** An id and a secret that nobody had before. */
  public static Made make() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    return new Made(HexFormat.of().formatHex(id), Bytes.copyOf(secret));
  }

  /**
   * Reads a token that its bearer keeps in a file of one line.
   *
   * @throws UserError if others may read it
   */
  public static String shown(Path file) {
    return Secrets.readPrivate("token", file).strip();
  }

  /** The ids of all. */
  public List<String> ids() {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .filter(id -> ID.matcher(id).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed(directory, "listed", e);
    }
  }

  /**
   * What is written of one; empty if there is none.
   *
   * @throws UserError if others may read or change its file, or it holds something else
   */
  public <T> Optional<T> find(String id, Function<Fields, T> reading) {
    if (!ID.matcher(id).matches() || !Files.exists(file(id))) {
      return Optional.empty();
    }
    String json = Secrets.readPrivate(what, file(id));
    try {
      return Optional.of(Fields.read(json, reading));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.USAGE, file(id) + ": not a " + what + "'s record: " + e.getMessage(), e);
    }
  }

  /** What the secret hashes to, within {@link #find}. */
  public static Digest secretHash(Fields fields) {
    return fields.parsed(HASH, Digest::new);
  }

  /** Writes one, for good once this returns. */
  public void write(String id, Digest secretHash, JsonObject json) {
    json.addProperty(HASH, secretHash.hex());
    try {
      createDirectory();
      Secrets.replace(file(id), json + "\n");
    } catch (IOException e) {
      throw failed(file(id), "written", e);
    }
  }

  /** Takes one back; false if there is none. */
  public boolean remove(String id) {
    try {
      return ID.matcher(id).matches() && Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw failed(file(id), "deleted", e);
    }
  }

  /** Held by who must be alone with them; empty if somebody else is. */
  Optional<AutoCloseable> lock() {
    Path file = directory.resolve(".lock");
    try {
      createDirectory();
      return Secrets.lock(file);
    } catch (IOException e) {
      throw failed(file, "locked", e);
    }
  }

  private void createDirectory() throws IOException {
    if (!Files.exists(directory)) {
      Secrets.createDirectory(directory);
    }
  }

  private Path file(String id) {
    return directory.resolve(id + SUFFIX);
  }

  private static UserError failed(Path file, String what, IOException e) {
    return new UserError(
        UserError.FAILED,
        file + ": cannot be " + what + " (" + e.getClass().getSimpleName() + ")",
        e);
  }
}
