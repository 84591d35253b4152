package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device asks for is believed only as far as it proves it. */
final class SigningRequestTest {
  private static final SpiffeId ID =
      new SpiffeId("birds", new RegionName("eu"), new NodeName("eu-7"));

  private final KeyPair tls = Certificates.newKeyPair();
  private final Ed25519 factKey = Ed25519.ofSeed(new byte[32]);
  private final SigningRequest request = SigningRequest.make(ID, tls, factKey);

  @Test
  void isReadAsItWasWritten(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("request.json");
    request.write(file);
    SigningRequest read = SigningRequest.load(file);
    assertThat(read.id()).isEqualTo(ID);
    assertThat(read.tlsKey()).isEqualTo(tls.getPublic());
    assertThat(read.factKey()).isEqualTo(factKey.publicKey());
    assertThat(Files.readString(file)).doesNotContain("PRIVATE");
  }

  @Test
  void oneFlippedBitAnywhereIsNoticed() {
    byte[] pkcs10 = request.pkcs10().toArray();
    for (int i = 0; i < pkcs10.length; i++) {
      byte[] flipped = pkcs10.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> Pkcs10.open(flipped))
          .as("PKCS#10, byte " + i)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> open(Bytes.copyOf(flipped), request.proof()))
          .hasMessage("it is not signed by the fact key that it names");
    }
    byte[] proof = request.proof().toArray();
    for (int i = 0; i < proof.length; i++) {
      byte[] flipped = proof.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> open(request.pkcs10(), Bytes.copyOf(flipped)))
          .hasMessage("it is not signed by the fact key that it names");
    }
  }

  @Test
  void someoneElsesFactKeyIsNotGivenAway() {
    PublicKey another = Ed25519.ofSeed(Bytes.utf8("x".repeat(32)).toArray()).publicKey();
    assertThatThrownBy(() -> SigningRequest.open(request.pkcs10(), another, request.proof()))
        .hasMessage("it is not signed by the fact key that it names");
  }

  @Test
  void someoneElsesTlsKeyIsNotGivenAway() throws Exception {
    KeyPair victim = Certificates.newKeyPair();
    assertRefused(
        pkcs10(victim.getPublic(), tls.getPrivate(), "SHA256withECDSA", uri(ID.toString())),
        "it is not signed by the key that it is about");
  }

  @Test
  void onlyKeysOnP256AreSigned() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPair p384 = generator.generateKeyPair();
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair weak = rsa.generateKeyPair();
    GeneralName name = uri(ID.toString());
    assertRefused(
        pkcs10(p384.getPublic(), p384.getPrivate(), "SHA256withECDSA", name),
        "its key is none on the curve P-256");
    assertRefused(
        pkcs10(weak.getPublic(), weak.getPrivate(), "SHA256withRSA", name),
        "its key is none on the curve P-256");
    assertRefused(
        pkcs10(tls.getPublic(), tls.getPrivate(), "SHA1withECDSA", name),
        "it is not signed by the key that it is about");
  }

  @Test
  void oneNameOfANodeIsAskedFor() throws Exception {
    for (List<GeneralName> names :
        List.of(
            List.<GeneralName>of(),
            List.of(uri(ID.toString()), uri(ID + "-2")),
            List.of(uri(ID.toString()), new GeneralName(GeneralName.dNSName, "join.linnet")),
            List.of(uri("spiffe://birds")),
            List.of(uri("spiffe://birds/region/eu/node/../x")),
            List.of(new GeneralName(GeneralName.dNSName, ID.toString())))) {
      assertRefused(
          pkcs10(
              tls.getPublic(),
              tls.getPrivate(),
              "SHA256withECDSA",
              names.toArray(GeneralName[]::new)),
          "it asks for other names than one spiffe://MESH/region/R/node/N");
    }
  }

  @Test
  void rubbishIsNamed() {
    assertRefused(new byte[0], "it is not PKCS#10");
    assertRefused(new byte[] {0x30, (byte) 0x84, 0x7f, 0, 0, 0}, "it is not PKCS#10");
    assertRefused(new byte[8193], "the PKCS#10 request is larger than 8 KiB");
    assertThatThrownBy(() -> SigningRequest.parse("{\"pkcs10\": \"x\"}"))
        .hasMessage("pkcs10: expected PEM text with -----BEGIN CERTIFICATE REQUEST-----");
  }

  private SigningRequest open(Bytes pkcs10, Bytes proof) {
    return SigningRequest.open(pkcs10, factKey.publicKey(), proof);
  }

  /** Refused although the fact key signed it. */
  private void assertRefused(byte[] pkcs10, String why) {
    byte[] head = Bytes.utf8("linnet signing request v1\n").toArray();
    byte[] proven = new byte[head.length + pkcs10.length];
    System.arraycopy(head, 0, proven, 0, head.length);
    System.arraycopy(pkcs10, 0, proven, head.length, pkcs10.length);
    Bytes proof = Bytes.copyOf(factKey.sign(proven));
    assertThatThrownBy(() -> open(Bytes.copyOf(pkcs10), proof))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  private static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private static byte[] pkcs10(
      java.security.PublicKey key, PrivateKey signer, String algorithm, GeneralName... names)
      throws Exception {
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=eu-7"), key);
    if (names.length > 0) {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    return builder.build(new JcaContentSignerBuilder(algorithm).build(signer)).getEncoded();
  }
}
