package dev.linnet.daemon.identity;

import java.nio.file.Path;

/**
 * Where the files of a node's identity lie.
 *
 * @param key private key of {@code certificate}, PKCS#8 PEM, readable by the owner alone
 * @param certificate X.509 PEM
 * @param factKey Ed25519 private key, PKCS#8 PEM, readable by the owner alone
 * @param enrolment DSSE envelope that binds {@code factKey} to the node's name
 * @param authority certificate of the mesh's authority, X.509 PEM
 * @param trustRoot DSSE envelope of the mesh's trust root
 */
public record IdentityPaths(
    Path key, Path certificate, Path factKey, Path enrolment, Path authority, Path trustRoot) {

  /** The files under the names that enrolment gives them. */
  public static IdentityPaths in(Path directory) {
    return new IdentityPaths(
        directory.resolve("node.key"),
        directory.resolve("node.crt"),
        directory.resolve("fact.key"),
        directory.resolve("enrolment.json"),
        directory.resolve("ca.crt"),
        directory.resolve("root.json"));
  }
}
