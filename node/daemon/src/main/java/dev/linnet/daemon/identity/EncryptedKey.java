package dev.linnet.daemon.identity;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A PKCS#8 private key under a passphrase: PBES2 (RFC 8018, section 6.2) with PBKDF2 over
 * HMAC-SHA-256 and AES-256-CBC, which {@code openssl pkcs8} reads and writes too.
 */
final class EncryptedKey {
  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";

  /** OWASP's password storage cheat sheet asks for so many of PBKDF2 with SHA-256. */
  private static final int ITERATIONS = 600_000;

  /** A file that asks for more would only stop the command. */
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private EncryptedKey() {}

  static byte[] encrypt(byte[] pkcs8, char[] passphrase) {
    try {
      byte[] salt = random(SALT_BYTES);
      byte[] iv = random(BLOCK_BYTES);
      PBEParameterSpec parameters = new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv));
      Cipher cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(Cipher.ENCRYPT_MODE, key(ALGORITHM, passphrase), parameters);
      return encoded(salt, ITERATIONS, iv, cipher.doFinal(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PBES2 with AES", e);
    }
  }

  /** The platform reads this form and has no name for it by which to write it. */
  static byte[] encoded(byte[] salt, int iterations, byte[] iv, byte[] encrypted) {
    AlgorithmIdentifier hash =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
    PBES2Parameters parameters =
        new PBES2Parameters(
            new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations, hash)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
    try {
      return new org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted)
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("what is in memory is encoded", e);
    }
  }

  /**
   * The key as it was before.
   *
   * @throws IllegalArgumentException if the passphrase is wrong, or the encryption is another one
   */
  static byte[] decrypt(byte[] encrypted, char[] passphrase) {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      AlgorithmParameters parameters = info.getAlgParameters();
      // PBES2 names itself alone; what it is made of, its parameters say by their text.
      String algorithm = parameters == null ? info.getAlgName() : parameters.toString();
      if (parameters == null
          || !algorithm.startsWith("PBEWithHmacSHA")
          || parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount()
              > MAX_ITERATIONS) {
        throw new IllegalArgumentException(
            "it is encrypted by "
                + algorithm
                + "; expected PBES2 with AES, as `linnet mesh"
                + " protect` or `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes it");
      }
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key(algorithm, passphrase), parameters);
      return cipher.doFinal(info.getEncryptedData());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the passphrase is wrong", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not an encrypted key in PKCS#8", e);
    }
  }

  private static SecretKey key(String algorithm, char[] passphrase)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
