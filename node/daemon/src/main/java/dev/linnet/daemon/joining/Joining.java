package dev.linnet.daemon.joining;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.daemon.identity.SpiffeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;

/** What a device does to get its identity over the network, and to renew it. */
public final class Joining {
  private Joining() {}

  /**
   * Joins a mesh: the node's directory appears whole or not at all. Until then its keys lie in a
   * hidden directory beside it, from before they are sent: once a token is used, it is good for
   * these keys alone, and whoever runs the same again goes on with them.
   *
   * @return who the node is
   * @throws UserError if it did not work, and what to do; what nobody can have seen is deleted
   */
  public static NodeIdentity join(
      JoinToken token, NodeName node, Path directory, EnrolOptions options, Clock clock) {
    Path target = directory.toAbsolutePath().normalize();
    OwnIdentity.requireNew(target);
    Path begun = target.resolveSibling("." + target.getFileName() + ".joining");
    SpiffeId id = new SpiffeId(token.mesh(), token.region(), node);
    IdentityPaths paths = IdentityPaths.in(begun);
    OwnIdentity own = new OwnIdentity(paths, node, token.region());
    if (!own.isInstalled()) {
      ask(token, id, begun, options.orSeeds(token.seeds()), own, clock);
    }
    NodeIdentity identity = IdentityFiles.load(paths, node, token.region(), clock.instant());
    OwnIdentity.move(begun, target);
    return identity;
  }

  private static void ask(
      JoinToken token,
      SpiffeId id,
      Path begun,
      EnrolOptions options,
      OwnIdentity own,
      Clock clock) {
    try (JoinClient client = JoinClient.connect(token.address(), token.mesh(), token.authority())) {
      boolean resumed = Files.exists(begun);
      SigningRequest request = SigningRequest.load(OwnIdentity.resume(begun, id, options));
      Grant grant;
      try {
        grant = client.admit(token, request);
      } catch (UserError refused) {
        if (!resumed) {
          OwnIdentity.forget(begun);
        }
        throw refused;
      }
      requireAuthority(grant, token.authority(), token.address());
      own.install(grant, Path.of(token.address().toString()), clock.instant());
    } catch (JoinClient.Unanswered e) {
      throw new UserError(
          UserError.UNREACHABLE,
          e.getMessage() + "; run the same again, which goes on with the keys in " + begun,
          e);
    }
  }

  /**
   * Renews a node's certificate, which a daemon that runs takes up.
   *
   * @param from where who admits devices to the mesh listens
   * @throws UserError if it did not work; the certificate in use stays
   */
  public static NodeIdentity renew(
      IdentityPaths paths, NodeName node, RegionName region, Address from, Clock clock) {
    OwnIdentity own = new OwnIdentity(paths, node, region);
    X509Certificate authority = own.authority();
    Digest digest = digest(authority);
    SigningRequest request = SigningRequest.load(own.renew());
    try (JoinClient client = JoinClient.connect(from, request.id().mesh(), digest)) {
      Grant grant = client.renew(request);
      requireAuthority(grant, digest, from);
      return own.install(grant, Path.of(from.toString()), clock.instant());
    } catch (JoinClient.Unanswered e) {
      throw new UserError(UserError.UNREACHABLE, e.getMessage() + "; run the same again", e);
    }
  }

  private static void requireAuthority(Grant grant, Digest authority, Address from) {
    if (!digest(grant.authority()).equals(authority)) {
      throw new UserError(
          UserError.REFUSED, "the grant from " + from + " is of another authority than was named");
    }
  }

  /** What a token says of an authority. */
  public static Digest digest(X509Certificate authority) {
    try {
      return Digest.of(authority.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate in memory has an encoding", e);
    }
  }
}
