package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.daemon.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys (PKCS#8) and certificates (X.509) as PEM text (RFC 7468). */
final class Pem {
  /** PKCS#8 around a 32-byte Ed25519 seed (RFC 8410, section 7). */
  private static final byte[] ED25519_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  static final String REQUEST = "CERTIFICATE REQUEST";
  static final String PRIVATE = "PRIVATE KEY";
  static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private static final SecureRandom RANDOM = new SecureRandom();

  private Pem() {}

  /** Makes an Ed25519 key and writes its private half into a new file. */
  static Ed25519 newEd25519(Path file) throws IOException {
    byte[] seed = new byte[32];
    RANDOM.nextBytes(seed);
    Secrets.write(file, ofSeed(seed));
    return Ed25519.ofSeed(seed);
  }

  private static String ofSeed(byte[] seed) {
    byte[] der = Arrays.copyOf(ED25519_HEAD, ED25519_HEAD.length + seed.length);
    System.arraycopy(seed, 0, der, ED25519_HEAD.length, seed.length);
    return encode(PRIVATE, der);
  }

  static String of(PrivateKey key) {
    return encode(PRIVATE, key.getEncoded());
  }

  static String of(X509Certificate certificate) {
    try {
      return encode("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate in memory has an encoding", e);
    }
  }

  /** Reads an Ed25519 private key. */
  static Ed25519 ed25519(String what, Path file) {
    return ed25519(what, file, Passphrases.NONE);
  }

  /** Reads an Ed25519 private key that may be encrypted. */
  static Ed25519 ed25519(String what, Path file, Passphrases passphrases) {
    byte[] der = privateKey(what, file, passphrases);
    if (der.length != ED25519_HEAD.length + 32
        || !Arrays.equals(der, 0, ED25519_HEAD.length, ED25519_HEAD, 0, ED25519_HEAD.length)) {
      throw malformed(what, file, "an Ed25519 private key in PKCS#8");
    }
    return Ed25519.ofSeed(Arrays.copyOfRange(der, ED25519_HEAD.length, der.length));
  }

  /** Reads an Ed25519 public key. */
  static PublicKey ed25519Public(String what, Path file) {
    byte[] der = decode("PUBLIC KEY", what, file, Secrets.read(what, file));
    try {
      return PublicKey.parse(Base64.getEncoder().encodeToString(der));
    } catch (IllegalArgumentException e) {
      throw malformed(what, file, "an Ed25519 public key");
    }
  }

  /** Reads an elliptic-curve private key. */
  static PrivateKey ec(String what, Path file) {
    return ec(what, file, Passphrases.NONE);
  }

  /** Reads an elliptic-curve private key that may be encrypted. */
  static PrivateKey ec(String what, Path file, Passphrases passphrases) {
    byte[] der = privateKey(what, file, passphrases);
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw malformed(what, file, "an elliptic-curve private key in PKCS#8");
    }
  }

  /** Reads the PKCS#8 of a private key that may be encrypted. */
  static byte[] privateKey(String what, Path file, Passphrases passphrases) {
    String text = Secrets.readPrivate(what, file);
    if (!text.contains("-----BEGIN " + ENCRYPTED + "-----")) {
      return decode(PRIVATE, what, file, text);
    }
    byte[] encrypted = decode(ENCRYPTED, what, file, text);
    char[] passphrase = passphrases.of(file);
    try {
      return EncryptedKey.decrypt(encrypted, passphrase);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.REFUSED, file + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  /** Reads a private key of one of the algorithms that TLS certificates have. */
  static PrivateKey tls(String what, Path file) {
    byte[] der = privateKey(what, file, Passphrases.NONE);
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // It may be of the other algorithm.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has EC and RSA", e);
      }
    }
    throw malformed(what, file, "an elliptic-curve or RSA private key in PKCS#8");
  }

  /** Reads all certificates of a file. */
  static List<X509Certificate> certificates(String what, Path file, String command) {
    String text = Secrets.read(what, file, command);
    List<X509Certificate> all = new ArrayList<>();
    String end = "-----END CERTIFICATE-----";
    try {
      for (int at = 0, next; (next = text.indexOf(end, at)) >= 0; at = next + end.length()) {
        all.add(certificate(text.substring(at, next + end.length())));
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, file + ": not the " + what + ": " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw malformed(what, file, "PEM text with -----BEGIN CERTIFICATE-----");
    }
    return all;
  }

  static X509Certificate certificate(String what, Path file) {
    byte[] der = decode("CERTIFICATE", what, file, Secrets.read(what, file));
    try {
      return certificate(der);
    } catch (IllegalArgumentException e) {
      throw malformed(what, file, "an X.509 certificate");
    }
  }

  /**
   * Reads a certificate in DER.
   *
   * @throws IllegalArgumentException if it is none
   */
  static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("not an X.509 certificate", e);
    }
  }

  /**
   * Reads a certificate in PEM.
   *
   * @throws IllegalArgumentException if it is none
   */
  static X509Certificate certificate(String pem) {
    return certificate(decode("CERTIFICATE", pem));
  }

  static String encode(String label, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static byte[] decode(String label, String what, Path file, String text) {
    try {
      return decode(label, text);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, file + ": not the " + what + ": " + e.getMessage(), e);
    }
  }

  /**
   * The bytes between the lines of a label.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static byte[] decode(String label, String text) {
    Matcher matcher =
        Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
            .matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("expected PEM text with -----BEGIN " + label + "-----");
    }
    try {
      return Base64.getMimeDecoder().decode(matcher.group(1).strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected Base64 between the PEM lines", e);
    }
  }

  private static UserError malformed(String what, Path file, String expected) {
    return new UserError(UserError.USAGE, file + ": not the " + what + ": expected " + expected);
  }
}
