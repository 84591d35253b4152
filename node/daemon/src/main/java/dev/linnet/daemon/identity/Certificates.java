package dev.linnet.daemon.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the mesh's X.509 certificates: ECDSA on P-256 with SHA-256. */
final class Certificates {
  static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3_650);
  static final Duration NODE_VALIDITY = Duration.ofDays(365);

  /** Certificates begin this much earlier, for nodes whose clocks are late. */
  static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private Certificates() {}

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** Whether a private key is that of a public one. */
  static boolean isPair(PrivateKey key, PublicKey publicKey) {
    byte[] message = new byte[32];
    RANDOM.nextBytes(message);
    try {
      String family = key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
      Signature signature = Signature.getInstance("SHA256with" + family);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The self-signed certificate of a mesh's authority. */
  static X509Certificate authority(String mesh, KeyPair keys, Instant now) {
    X500Name name = name("Linnet mesh " + mesh);
    try {
      X509v3CertificateBuilder builder =
          builder(name, name, keys.getPublic(), now, AUTHORITY_VALIDITY)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(
                      new GeneralName(GeneralName.uniformResourceIdentifier, authorityUri(mesh))));
      return sign(builder, keys.getPrivate());
    } catch (IOException e) {
      throw new IllegalStateException("the extensions are well formed", e);
    }
  }

  /** The URI by which a mesh's authority says which mesh it is for. */
  static String authorityUri(String mesh) {
    return "spiffe://" + mesh;
  }

  /** A node's certificate. */
  static X509Certificate node(
      SpiffeId id, PublicKey key, X509Certificate authority, PrivateKey authorityKey, Instant now) {
    return leaf(
        id.node().value(),
        id.toString(),
        NodeIdentity.TLS_SERVER_NAME,
        key,
        authority,
        authorityKey,
        now,
        KeyPurposeId.id_kp_serverAuth,
        KeyPurposeId.id_kp_clientAuth);
  }

  /** The URI of who admits devices to a mesh; no node's certificate bears it. */
  static String joinUri(String mesh) {
    return "spiffe://" + mesh + "/join";
  }

  /** The certificate of who admits devices to a mesh: a server's, and no node's. */
  static X509Certificate join(
      String mesh, PublicKey key, X509Certificate authority, PrivateKey authorityKey, Instant now) {
    return leaf(
        "Linnet join " + mesh,
        joinUri(mesh),
        JoinIdentity.TLS_SERVER_NAME,
        key,
        authority,
        authorityKey,
        now,
        KeyPurposeId.id_kp_serverAuth);
  }

  private static X509Certificate leaf(
      String commonName,
      String uri,
      String dnsName,
      PublicKey key,
      X509Certificate authority,
      PrivateKey authorityKey,
      Instant now,
      KeyPurposeId... purposes) {
    try {
      JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
      GeneralName[] names = {
        new GeneralName(GeneralName.uniformResourceIdentifier, uri),
        new GeneralName(GeneralName.dNSName, dnsName)
      };
      X509v3CertificateBuilder builder =
          builder(
                  X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                  name(commonName),
                  key,
                  now,
                  NODE_VALIDITY)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  utils.createAuthorityKeyIdentifier(authority.getPublicKey()));
      return sign(builder, authorityKey);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the extensions are well formed", e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration validity)
      throws IOException {
    try {
      return new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(127, RANDOM).setBit(126),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(validity)),
              subject,
              key)
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-1 for key identifiers", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA256withECDSA", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }
}
