package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The directory that speaks for a mesh: authority, trust root, the keys behind them, and the
 * enrolled nodes. Whoever has it can add nodes; it belongs on no node.
 */
public final class MeshAuthority {
  private MeshAuthority() {}

  /**
   * Creates a mesh in {@code directory}, which must be empty or not exist. It appears whole or not
   * at all.
   *
   * @throws UserError if the directory holds something, the name is no name, or it cannot be
   *     written
   */
  public static void init(Path directory, String mesh, Clock clock) {
    try {
      Names.require("mesh", mesh);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, e.getMessage() == null ? mesh : e.getMessage(), e);
    }
    OwnIdentity.requireNew(directory);
    NewDirectory.create(directory, temp -> writeMesh(temp, mesh, clock.instant()));
  }

  private static void writeMesh(Path directory, String mesh, Instant instant) throws IOException {
    Instant now = instant.truncatedTo(ChronoUnit.SECONDS);
    KeyPair authorityKeys = Certificates.newKeyPair();
    X509Certificate authority = Certificates.authority(mesh, authorityKeys, now);
    Secrets.write(directory.resolve("ca.key"), Pem.of(authorityKeys.getPrivate()));
    Secrets.write(directory.resolve("ca.crt"), Pem.of(authority));
    Secrets.createDirectory(directory.resolve("operators"));
    Secrets.createDirectory(directory.resolve("nodes"));
    Ed25519 rootKey = Pem.newEd25519(directory.resolve("root.key"));
    PublicKey enroll = Pem.newEd25519(directory.resolve("enroll.key")).publicKey();
    PublicKey admin = Pem.newEd25519(directory.resolve("operators/admin.key")).publicKey();
    TrustRoot root =
        TrustRoot.first(
            mesh,
            now.plus(Certificates.AUTHORITY_VALIDITY),
            Map.of(
                rootKey.publicKey().keyId(), new NamedKey("root", rootKey.publicKey()),
                enroll.keyId(), new NamedKey("enroll", enroll),
                admin.keyId(), new NamedKey("admin", admin)),
            Map.of(
                RoleName.ROOT, Role.of(1, List.of(rootKey.publicKey())),
                RoleName.ENROLL, Role.of(1, List.of(enroll)),
                RoleName.ANNOUNCE, Role.of(1, List.of(admin)),
                RoleName.CONTROL, Role.of(1, List.of(admin))));
    Envelope envelope = Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.toPayload(), rootKey);
    Secrets.write(directory.resolve(RootFiles.CURRENT), EnvelopeFile.write(envelope) + "\n");
  }

  /**
   * The certificate of a mesh directory's authority.
   *
   * @throws UserError if it is not there
   */
  public static X509Certificate certificate(Path meshDirectory) {
    return Pem.certificate("authority's certificate", meshDirectory.resolve("ca.crt"));
  }

  /**
   * Gives a node its keys, certificate, enrolment and configuration, in {@code nodes/NODE}. It
   * appears whole or not at all.
   *
   * @return the node's directory; all of it, and nothing else, goes to the node's machine
   * @throws UserError if the node is enrolled already, or the mesh directory is not whole
   */
  public static Path enroll(
      Path meshDirectory, NodeName node, RegionName region, EnrolOptions options, Clock clock) {
    return enroll(meshDirectory, node, region, options, clock, Passphrases.NONE);
  }

  /** As the other, if the mesh's keys may be encrypted. */
  public static Path enroll(
      Path meshDirectory,
      NodeName node,
      RegionName region,
      EnrolOptions options,
      Clock clock,
      Passphrases passphrases) {
    NodeRegister register = new NodeRegister(meshDirectory, passphrases);
    Issuer issuer = register.issuer();
    issuer.requireUnrevoked(node);
    SpiffeId id = new SpiffeId(issuer.mesh(), region, node);
    Path directory = register.directory(id);
    if (Files.exists(directory)) {
      throw new UserError(
          UserError.FAILED,
          "node "
              + node
              + ": already enrolled in "
              + directory
              + "; choose another name, or move that directory away to enroll it anew");
    }
    Instant now = clock.instant();
    NewDirectory.create(
        directory,
        temp -> {
          NewNode made = NewNode.write(temp, id, options);
          Grant grant = issuer.grant(id, made.tls().getPublic(), made.factKey().publicKey(), now);
          IdentityPaths paths = IdentityPaths.in(temp);
          grant.install(paths);
          IdentityFiles.load(paths, node, region, now);
        });
    return directory;
  }
}
