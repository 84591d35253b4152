package dev.linnet.daemon.transport;

import dev.linnet.daemon.identity.NodeIdentity;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that a mesh's authority would never make, made with its stolen key. */
final class TestCertificate {
  private TestCertificate() {}

  /** {@code victim} with a certificate for another URI. */
  static NodeIdentity withUri(NodeIdentity victim, Path meshDirectory, String uri)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
                X500Name.getInstance(victim.authority().getSubjectX500Principal().getEncoded()),
                BigInteger.TEN,
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(600)),
                new X500Name("CN=forged"),
                keys.getPublic())
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                    new GeneralName[] {
                      new GeneralName(GeneralName.uniformResourceIdentifier, uri),
                      new GeneralName(GeneralName.dNSName, NodeIdentity.TLS_SERVER_NAME)
                    }));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(authorityKey(meshDirectory))));
    return new NodeIdentity(
        victim.mesh(),
        victim.node(),
        victim.region(),
        certificate,
        keys.getPrivate(),
        victim.authority(),
        victim.factKey(),
        victim.enrolment(),
        victim.trustRoot());
  }

  private static PrivateKey authorityKey(Path meshDirectory) throws Exception {
    String pem = Files.readString(meshDirectory.resolve("ca.key"));
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
    }
  }
}
