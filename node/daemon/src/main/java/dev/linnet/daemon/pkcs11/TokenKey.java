package dev.linnet.daemon.pkcs11;

import com.sun.jna.NativeLong;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.Signer;
import dev.linnet.daemon.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An Ed25519 key on a token. It is logged in at the token while it looks and while it signs, and
 * not between, where a command asks nodes and people.
 */
public final class TokenKey implements Signer {
  /** CKK_EC_EDWARDS. */
  private static final long EDWARDS = 0x40;

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  /** DER's OCTET STRING of 32 bytes, in which some tokens wrap the point. */
  private static final byte[] OCTETS = {0x04, KEY_BYTES};

  private final Pkcs11Uri uri;
  private final Cryptoki module;
  private final Token token;
  private final char[] pin;
  private final PublicKey publicKey;

  private TokenKey(Pkcs11Uri uri, Cryptoki module, Token token, char[] pin, PublicKey publicKey) {
    this.uri = uri;
    this.module = module;
    this.token = token;
    this.pin = pin;
    this.publicKey = publicKey;
  }

  /**
   * Finds a key.
   *
   * @param pin asked for once the token is there
   * @throws UserError if module, token or key is not there or not the one of its kind, or the PIN
   *     is wrong
   */
  public static TokenKey find(Pkcs11Uri uri, Supplier<char[]> pin) {
    Cryptoki module = Cryptoki.load(uri.module());
    Token token = Token.find(module, uri);
    char[] given = pin.get();
    try (Session session = new Session(module, token.slot(), uri.toString())) {
      session.login(given);
      NativeLong key = privateKey(session, uri, token);
      return new TokenKey(uri, module, token, given, publicKey(session, uri, key));
    }
  }

  private static NativeLong privateKey(Session session, Pkcs11Uri uri, Token token) {
    Attributes wanted = new Attributes().with(Attributes.CLASS, Attributes.PRIVATE_KEY);
    uri.object().ifPresent(label -> wanted.with(Attributes.LABEL, label));
    uri.id().ifPresent(id -> wanted.with(Attributes.ID, id));
    List<NativeLong> found = session.find(wanted);
    if (found.size() != 1) {
      throw wrong(
          uri,
          found.isEmpty()
              ? "no such private key is on token '" + token.label() + "'"
              : "several private keys fit on token '"
                  + token.label()
                  + "': name one by object=LABEL or id=%01");
    }
    NativeLong key = found.get(0);
    long type = session.number(key, Attributes.KEY_TYPE).orElse(-1L);
    if (type != EDWARDS) {
      throw wrong(uri, "is no Ed25519 key, which alone counts here, but " + kind(type));
    }
    return key;
  }

  private static String kind(long type) {
    return switch ((int) type) {
      case 0 -> "one of RSA";
      case 3 -> "one of ECDSA";
      default -> "of PKCS#11's type 0x" + Long.toHexString(type);
    };
  }

  /** A private key does not tell it, so it lies beside. */
  private static PublicKey publicKey(Session session, Pkcs11Uri uri, NativeLong key) {
    Attributes wanted = new Attributes().with(Attributes.CLASS, Attributes.PUBLIC_KEY);
    Optional<byte[]> id = session.bytes(key, Attributes.ID);
    if (id.isPresent()) {
      wanted.with(Attributes.ID, id.get());
    } else {
      session.bytes(key, Attributes.LABEL).ifPresent(label -> wanted.with(Attributes.LABEL, label));
    }
    byte[] point =
        session.find(wanted).stream()
            .flatMap(each -> session.bytes(each, Attributes.EC_POINT).stream())
            .findFirst()
            .orElseThrow(
                () -> wrong(uri, "its public key is not on the token: put it there with its id"));
    byte[] raw =
        point.length == OCTETS.length + KEY_BYTES
                && Arrays.equals(point, 0, OCTETS.length, OCTETS, 0, OCTETS.length)
            ? Arrays.copyOfRange(point, OCTETS.length, point.length)
            : point;
    if (raw.length != KEY_BYTES) {
      throw wrong(uri, "is no Ed25519 key: its public key has " + raw.length + " bytes");
    }
    return new PublicKey(Bytes.copyOf(raw));
  }

  private static UserError wrong(Pkcs11Uri uri, String why) {
    return new UserError(UserError.USAGE, uri + ": " + why);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    try (Session session = new Session(module, token.slot(), uri.toString())) {
      session.login(pin);
      byte[] signature = session.sign(privateKey(session, uri, token), message);
      if (signature.length != SIGNATURE_BYTES
          || !Ed25519.CHECK.verify(publicKey, message, signature)) {
        throw new UserError(
            UserError.REFUSED, uri + ": what the token signed does not fit its public key");
      }
      return signature;
    }
  }
}
