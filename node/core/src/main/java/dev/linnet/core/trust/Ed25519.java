package dev.linnet.core.trust;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Ed25519 (RFC 8032) by Bouncy Castle's lightweight API, many times faster than the JDK's. */
public final class Ed25519 implements Signer {
  /** Checks real signatures. */
  public static final SignatureCheck CHECK = Ed25519::verify;

  private final Ed25519PrivateKeyParameters privateKey;
  private final PublicKey publicKey;

  private Ed25519(Ed25519PrivateKeyParameters privateKey) {
    this.privateKey = privateKey;
    this.publicKey = new PublicKey(Bytes.copyOf(privateKey.generatePublicKey().getEncoded()));
  }

  /** The key pair of a 32-byte seed. */
  public static Ed25519 ofSeed(byte[] seed) {
    return new Ed25519(new Ed25519PrivateKeyParameters(seed, 0));
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  private static boolean verify(PublicKey key, byte[] message, byte[] signature) {
    if (signature.length != 64) {
      return false;
    }
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, new Ed25519PublicKeyParameters(key.raw().unsafe(), 0));
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }
}
