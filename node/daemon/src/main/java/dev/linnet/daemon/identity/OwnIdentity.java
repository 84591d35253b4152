package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A node's identity as its own device makes and changes it: the private keys begin here and never
 * leave. A name is asked for with {@link #request}, a new certificate with {@link #renew}, and what
 * an authority gives for either is put in place with {@link #install}.
 */
public final class OwnIdentity {
  private static final String REQUEST = "request.json";

  private final IdentityPaths paths;
  private final NodeName node;
  private final RegionName region;

  /** That of a node by its configuration. */
  public OwnIdentity(IdentityPaths paths, NodeName node, RegionName region) {
    this.paths = paths;
    this.node = node;
    this.region = region;
  }

  /**
   * Makes a node's keys, {@code node.yaml} and the request for its name, in a directory that
   * appears whole or not at all.
   *
   * @return the request's file
   * @throws UserError if the directory holds something
   */
  public static Path request(Path directory, SpiffeId id, EnrolOptions options) {
    requireNew(directory);
    NewDirectory.create(
        directory,
        temp -> {
          NewNode made = NewNode.write(temp, id, options);
          SigningRequest.make(id, made.tls(), made.factKey()).write(temp.resolve(REQUEST));
        });
    return directory.resolve(REQUEST);
  }

  /**
   * That a node's directory may be made.
   *
   * @throws UserError if it holds something
   */
  public static void requireNew(Path directory) {
    if (Files.exists(directory) && !NewDirectory.isEmptyDirectory(directory)) {
      throw new UserError(
          UserError.FAILED, directory + ": exists and is not an empty directory; name a new one");
    }
  }

  /** The authority that the node knows. */
  public X509Certificate authority() {
    return Pem.certificate("authority's certificate", paths.authority());
  }

  /**
   * As {@link #request}, going on with the keys of one that broke off there.
   *
   * @throws UserError if what began there is for another name
   */
  public static Path resume(Path directory, SpiffeId id, EnrolOptions options) {
    Path file = directory.resolve(REQUEST);
    if (!Files.exists(file)) {
      return request(directory, id, options);
    }
    SpiffeId begun = SigningRequest.load(file).id();
    if (!begun.equals(id)) {
      throw new UserError(
          UserError.FAILED,
          directory
              + ": holds the beginning of "
              + begun
              + "; finish that, or delete the directory");
    }
    try {
      Secrets.replace(directory.resolve("node.yaml"), NodeYaml.write(id, options));
    } catch (IOException e) {
      throw Secrets.notWritten(directory, e);
    }
    return file;
  }

  /**
   * Gives a directory of {@link #request} its name, once all is in place.
   *
   * @throws UserError if something is there
   */
  public static void move(Path from, Path to) {
    try {
      Secrets.move(from, to);
    } catch (IOException e) {
      throw Secrets.notWritten(to, e);
    }
  }

  /** Takes {@link #request} back, if nobody has seen it. */
  public static void forget(Path directory) {
    try {
      NewDirectory.deleteIfExists(directory);
    } catch (IOException e) {
      throw Secrets.notWritten(directory, e);
    }
  }

  /** Whether the node has a certificate. */
  public boolean isInstalled() {
    return Files.exists(paths.certificate());
  }

  /**
   * Makes the next key and the request for its certificate, beside the certificate in use; a
   * request that was not answered yet stays.
   *
   * @return the request's file
   * @throws UserError if the node has no certificate, or another's
   */
  public Path renew() {
    X509Certificate certificate = Pem.certificate("node's certificate", paths.certificate());
    SpiffeId id =
        SpiffeId.of(certificate)
            .filter(its -> its.node().equals(node) && its.region().equals(region))
            .orElseThrow(
                () ->
                    new UserError(
                        UserError.USAGE,
                        paths.certificate()
                            + ": not the certificate of node "
                            + node
                            + " of region "
                            + region
                            + "; correct node.yaml"));
    Ed25519 factKey = Pem.ed25519("fact key", paths.factKey());
    Path file = paths.certificate().resolveSibling(REQUEST);
    try {
      TlsKey.settle(certificate, paths);
      if (waiting(file, id, factKey).isEmpty()) {
        KeyPair next = Certificates.newKeyPair();
        Secrets.replace(TlsKey.next(paths), Pem.of(next.getPrivate()));
        SigningRequest.make(id, next, factKey).write(file);
      }
    } catch (IOException e) {
      throw Secrets.notWritten(file, e);
    }
    return file;
  }

  /** The request for the next key, if that is there. */
  private Optional<SigningRequest> waiting(Path file, SpiffeId id, Ed25519 factKey) {
    if (!Files.exists(file) || !Files.exists(TlsKey.next(paths))) {
      return Optional.empty();
    }
    SigningRequest request;
    try {
      request = SigningRequest.load(file);
    } catch (UserError unreadable) {
      return Optional.empty();
    }
    boolean fits =
        request.id().equals(id)
            && request.factKey().equals(factKey.publicKey())
            && Certificates.isPair(
                Pem.ec("node's next private key", TlsKey.next(paths)), request.tlsKey());
    return fits ? Optional.of(request) : Optional.empty();
  }

  /**
   * Puts a grant in place, all of it or, for a node that has an identity already, its certificate.
   *
   * @param file where the grant came from, for a person
   * @return the identity from now on
   * @throws UserError if it does not fit this node; nothing is changed then
   */
  public NodeIdentity install(Grant grant, Path file, Instant now) {
    NodeIdentity identity = IdentityFiles.granted(grant, file, paths, node, region, now);
    try {
      if (Files.exists(paths.certificate())) {
        requireRenewal(grant, file);
        Secrets.replace(paths.certificate(), Pem.of(grant.certificate()));
      } else {
        grant.install(paths);
      }
      TlsKey.settle(grant.certificate(), paths);
    } catch (IOException e) {
      throw Secrets.notWritten(paths.certificate(), e);
    }
    return identity;
  }

  /** What nodes of one mesh agree on is not changed by a renewal. */
  private void requireRenewal(Grant grant, Path file) {
    if (!grant.authority().equals(Pem.certificate("authority's certificate", paths.authority()))) {
      throw new UserError(
          UserError.REFUSED, file + ": of another authority than " + paths.authority());
    }
    X509Certificate held = Pem.certificate("node's certificate", paths.certificate());
    if (grant.certificate().getNotAfter().before(held.getNotAfter())) {
      throw new UserError(
          UserError.REFUSED,
          file
              + ": its certificate ends on "
              + grant.certificate().getNotAfter().toInstant()
              + ", before the one in "
              + paths.certificate()
              + "; the newest grant is the one to install");
    }
  }
}
