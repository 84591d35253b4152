package dev.linnet.daemon;

import dev.linnet.daemon.access.AccessConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that an owner brings, with a key of RSA, as most have; it is its own authority.
 *
 * @param file the certificate, in PEM
 * @param key its key, in PEM, for its owner alone
 */
public record OwnersCertificate(Path file, Path key, X509Certificate certificate) {
  private static final Duration YEAR = Duration.ofDays(365);

  /** For 127.0.0.1, from a year before {@code end}. */
  public static OwnersCertificate ofLoopback(Path directory, Instant end) throws Exception {
    return of(new GeneralName(GeneralName.iPAddress, "127.0.0.1"), directory, end);
  }

  /** For a name that is no machine's. */
  public static OwnersCertificate ofName(String name, Path directory) throws Exception {
    return of(new GeneralName(GeneralName.dNSName, name), directory, Instant.now().plus(YEAR));
  }

  private static OwnersCertificate of(GeneralName name, Path directory, Instant end)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=owner");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.valueOf(end.toEpochMilli()),
                        Date.from(end.minus(YEAR.multipliedBy(2))),
                        Date.from(end),
                        subject,
                        keys.getPublic())
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name))
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    Path file = directory.resolve("api.crt");
    Path key = directory.resolve("api.key");
    Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    writePrivate(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    return new OwnersCertificate(file, key, certificate);
  }

  /** As {@code node.yaml} names it. */
  public AccessConfig.Owners owners() {
    return new AccessConfig.Owners(file, key);
  }

  /** TLS of a client that believes nobody else. */
  public SSLContext believed() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("owner", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** TLS of a server that has it. */
  public SSLContext shown() throws Exception {
    String body = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey privateKey =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("owner", privateKey, new char[0], new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Writes a file that its owner alone can read. */
  static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static String pem(String label, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
