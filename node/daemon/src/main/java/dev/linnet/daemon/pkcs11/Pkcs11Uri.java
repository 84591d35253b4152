package dev.linnet.daemon.pkcs11;

import dev.linnet.daemon.UserError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which private key on which token: a PKCS#11 URI (RFC 7512). What it does not say may be anything,
 * as long as one token and one key fit.
 */
public final class Pkcs11Uri {
  /** How each begins. */
  public static final String SCHEME = "pkcs11:";

  private static final List<String> OF_TOKENS = List.of("token", "manufacturer", "model", "serial");
  private static final List<String> PATH =
      List.of("token", "manufacturer", "model", "serial", "object", "id", "type");
  private static final List<String> QUERY = List.of("module-path", "pin-source", "pin-value");
  private static final String EXAMPLE =
      "pkcs11:token=NAME;object=KEY?module-path=/usr/lib/softhsm/libsofthsm2.so";

  private final String words;
  private final Map<String, byte[]> path;
  private final Path module;
  private final @Nullable Path pinSource;

  private Pkcs11Uri(String words, Map<String, byte[]> path, Path module, @Nullable Path pinSource) {
    this.words = words;
    this.path = path;
    this.module = module;
    this.pinSource = pinSource;
  }

  /**
   * Reads one.
   *
   * @param text begins with {@link #SCHEME}
   * @throws UserError saying what was expected
   */
  public static Pkcs11Uri parse(String text) {
    int question = text.indexOf('?');
    String words = question < 0 ? text : text.substring(0, question);
    Map<String, byte[]> path = attributes(words, words.substring(SCHEME.length()), ";", PATH);
    Map<String, byte[]> query =
        attributes(words, question < 0 ? "" : text.substring(question + 1), "&", QUERY);
    if (query.containsKey("pin-value")) {
      throw wrong(
          words,
          "pin-value would show the PIN to everybody who lists processes: say pin-source=FILE, or"
              + " be asked for it");
    }
    if (!textOf(path, "type").orElse("private").equals("private")) {
      throw wrong(words, "only a private key signs: expected type=private, or none");
    }
    String module =
        textOf(query, "module-path")
            .orElseThrow(
                () -> wrong(words, "which module has the token? expected such as " + EXAMPLE));
    return new Pkcs11Uri(
        words,
        path,
        file(words, "module-path", module),
        textOf(query, "pin-source")
            .map(source -> source.startsWith("file:") ? source.substring(5) : source)
            .map(source -> file(words, "pin-source", source))
            .orElse(null));
  }

  private static Map<String, byte[]> attributes(
      String words, String part, String separator, List<String> known) {
    Map<String, byte[]> attributes = new HashMap<>();
    for (String each : part.isEmpty() ? new String[0] : part.split(separator, -1)) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (!known.contains(name)) {
        throw wrong(
            words, "unknown attribute '" + name + "': expected " + String.join(", ", known));
      }
      byte[] value = decoded(words, name, each.substring(equals + 1));
      if (equals < 0 || value.length == 0) {
        throw wrong(words, name + ": expected a value");
      }
      if (attributes.put(name, value) != null) {
        throw wrong(words, name + ": is there twice");
      }
    }
    return attributes;
  }

  private static byte[] decoded(String words, String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < encoded.length; at++) {
      if (encoded[at] != '%') {
        bytes.write(encoded[at]);
      } else if (at + 2 < encoded.length
          && HexFormat.isHexDigit(encoded[at + 1])
          && HexFormat.isHexDigit(encoded[at + 2])) {
        bytes.write(
            HexFormat.fromHexDigit(encoded[at + 1]) << 4 | HexFormat.fromHexDigit(encoded[at + 2]));
        at += 2;
      } else {
        throw wrong(words, name + ": expected two hexadecimal digits after %");
      }
    }
    return bytes.toByteArray();
  }

  private static Path file(String words, String name, String text) {
    try {
      Path file = Path.of(text);
      if (file.isAbsolute()) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Said below, as for a path that is not absolute.
    }
    throw wrong(words, name + ": expected the absolute path of a file, got '" + text + "'");
  }

  private static Optional<String> textOf(Map<String, byte[]> attributes, String name) {
    return Optional.ofNullable(attributes.get(name))
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  private static UserError wrong(String words, String why) {
    return new UserError(UserError.USAGE, words + ": " + why);
  }

  /** The library that speaks for the token. */
  Path module() {
    return module;
  }

  /** The file that holds the PIN, if one is named. */
  public @Nullable Path pinSource() {
    return pinSource;
  }

  /** Whether a token is the one that is meant. */
  boolean fits(Token token) {
    return OF_TOKENS.stream()
        .allMatch(name -> textOf(path, name).map(token.attribute(name)::equals).orElse(true));
  }

  /** The label of the key. */
  Optional<byte[]> object() {
    return Optional.ofNullable(path.get("object"));
  }

  /** The id of the key. */
  Optional<byte[]> id() {
    return Optional.ofNullable(path.get("id"));
  }

  /** It without what is only how to get there, for a person. */
  @Override
  public String toString() {
    return words;
  }
}
