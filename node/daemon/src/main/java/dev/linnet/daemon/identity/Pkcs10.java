package dev.linnet.daemon.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A request for a node's certificate (RFC 2986): a P-256 key and one node URI among the alternative
 * names, signed by that key. Whatever else it asks for is not looked at; what a certificate says
 * beside name and key, the authority decides.
 */
record Pkcs10(SpiffeId id, PublicKey key, byte[] der) {

  static Pkcs10 sign(SpiffeId id, KeyPair keys) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())));
      X500Name subject =
          new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, id.node().value()).build();
      PKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
      return new Pkcs10(id, keys.getPublic(), request.getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a request in memory is well formed", e);
    }
  }

  /**
   * Reads a request and checks that its sender has the private key.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Pkcs10 open(byte[] der) {
    JcaPKCS10CertificationRequest request = parse(der);
    SubjectPublicKeyInfo spki = request.getSubjectPublicKeyInfo();
    if (!spki.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        || !X9ObjectIdentifiers.prime256v1.equals(spki.getAlgorithm().getParameters())) {
      throw new IllegalArgumentException("its key is none on the curve P-256");
    }
    PublicKey key = key(request);
    if (!isSigned(request, key)) {
      throw new IllegalArgumentException("it is not signed by the key that it is about");
    }
    SpiffeId id =
        name(request)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "it asks for other names than one spiffe://MESH/region/R/node/N"));
    return new Pkcs10(id, key, der);
  }

  private static PublicKey key(JcaPKCS10CertificationRequest request) {
    try {
      return request.getPublicKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("its key cannot be read", e);
    }
  }

  /** Bouncy Castle says in many ways that bytes are malformed. */
  private static JcaPKCS10CertificationRequest parse(byte[] der) {
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
      var unused = request.getSubjectPublicKeyInfo();
      return request;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("it is not PKCS#10", e);
    }
  }

  private static boolean isSigned(PKCS10CertificationRequest request, PublicKey key) {
    if (!X9ObjectIdentifiers.ecdsa_with_SHA256.equals(
        request.getSignatureAlgorithm().getAlgorithm())) {
      return false;
    }
    try {
      return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
    } catch (PKCSException | OperatorCreationException | RuntimeException e) {
      return false;
    }
  }

  private static Optional<SpiffeId> name(PKCS10CertificationRequest request) {
    try {
      Extensions extensions = request.getRequestedExtensions();
      GeneralNames names =
          extensions == null
              ? null
              : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
      GeneralName[] all = names == null ? new GeneralName[0] : names.getNames();
      return all.length == 1
          ? Stream.of(all)
              .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
              .findFirst()
              .flatMap(name -> SpiffeId.parse(name.getName().toString()))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
