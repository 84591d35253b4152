package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who has which name in a mesh, in its directory's {@code nodes}: a name belongs to the fact key
 * that it was first given to. That key counts as the node's for ever, also after a renewal, so no
 * renewal changes it; a name whose fact key is lost or stolen is revoked instead.
 */
public final class NodeRegister {
  private static final String GRANT = "grant.json";

  private final Path meshDirectory;
  private final Passphrases passphrases;
  private @Nullable AdmittingKeys keys;

  /** That of a directory of {@code linnet mesh init} whose keys are not encrypted. */
  public NodeRegister(Path meshDirectory) {
    this(meshDirectory, Passphrases.NONE);
  }

  /**
   * That of a directory of {@code linnet mesh init}.
   *
   * @param passphrases of its keys; asked for once, when they are first needed
   */
  public NodeRegister(Path meshDirectory, Passphrases passphrases) {
    this.meshDirectory = meshDirectory;
    this.passphrases = passphrases;
  }

  Issuer issuer() {
    RootFiles.require(meshDirectory);
    AdmittingKeys known = keys;
    if (known == null) {
      known = AdmittingKeys.of(meshDirectory, passphrases);
      keys = known;
    }
    return Issuer.of(meshDirectory, known);
  }

  /** Where a node's entry lies, if it has one. */
  Path directory(SpiffeId id) {
    return meshDirectory.resolve("nodes").resolve(id.node().value());
  }

  /** Where the last grant that was signed for a node lies. */
  public Path grantFile(SpiffeId id) {
    return directory(id).resolve(GRANT);
  }

  /** Whether {@link #sign} would renew a name rather than give it. */
  public boolean isRenewal(SigningRequest request) {
    return Files.exists(directory(request.id()));
  }

  /**
   * Gives a name to the keys that ask for it, or renews the certificate of the node that has it.
   *
   * @throws UserError if the mesh is another one, or the name is revoked or somebody else's;
   *     nothing is written then
   */
  public Grant sign(SigningRequest request, Instant now) {
    Issuer issuer = require(request);
    SpiffeId id = request.id();
    boolean renewal = isRenewal(request);
    Grant grant = issuer.grant(id, request.tlsKey(), request.factKey(), now);
    if (renewal) {
      replace(grantFile(id), grant);
    } else {
      NewDirectory.create(
          directory(id),
          temp -> {
            Secrets.write(
                IdentityPaths.in(temp).enrolment(), EnvelopeFile.write(grant.enrolment()) + "\n");
            grant.write(temp.resolve(GRANT));
          });
    }
    return grant;
  }

  /**
   * Renews a certificate, and never gives a name.
   *
   * @throws UserError as {@link #sign}, and if nobody has the name
   */
  public Grant renew(SigningRequest request, Instant now) {
    if (!isRenewal(request)) {
      throw new UserError(
          UserError.REFUSED,
          "node " + request.id().node() + ": is not enrolled, so that there is nothing to renew");
    }
    return sign(request, now);
  }

  /** That {@link #sign} would give a request what it asks for. */
  Issuer require(SigningRequest request) {
    Issuer issuer = issuer();
    SpiffeId id = request.id();
    if (!id.mesh().equals(issuer.mesh())) {
      throw new UserError(
          UserError.REFUSED, "the request is for mesh " + id.mesh() + ", not for " + issuer.mesh());
    }
    issuer.requireUnrevoked(id.node());
    if (isRenewal(request)) {
      requireHolder(request);
    }
    return issuer;
  }

  private void requireHolder(SigningRequest request) {
    Path file = IdentityPaths.in(directory(request.id())).enrolment();
    Enrolment held = enrolment(file);
    if (!held.key().equals(request.factKey())) {
      throw new UserError(
          UserError.REFUSED,
          "node "
              + request.id().node()
              + ": already enrolled with another fact key, and only that one renews; choose another"
              + " name, or move "
              + directory(request.id())
              + " away to enroll it anew");
    }
    if (!held.region().equals(request.id().region())) {
      throw new UserError(
          UserError.REFUSED,
          "node "
              + request.id().node()
              + ": is of region "
              + held.region()
              + " and the request says "
              + request.id().region()
              + "; a node that moves needs another name");
    }
  }

  private static Enrolment enrolment(Path file) {
    Envelope envelope = EnvelopeFile.load("enrolment", file);
    try {
      return Enrolment.parse(envelope.payload());
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, file + ": not an enrolment: " + e.getMessage(), e);
    }
  }

  private static void replace(Path file, Grant grant) {
    try {
      grant.write(file);
    } catch (IOException e) {
      throw Secrets.notWritten(file, e);
    }
  }
}
