package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;

/** The keys of a node that does not exist yet. */
record NewNode(KeyPair tls, Ed25519 factKey) {

  /** Makes keys and a first {@code node.yaml} in a directory. */
  static NewNode write(Path directory, SpiffeId id, EnrolOptions options) throws IOException {
    IdentityPaths paths = IdentityPaths.in(directory);
    KeyPair tls = Certificates.newKeyPair();
    Secrets.write(paths.key(), Pem.of(tls.getPrivate()));
    NewNode made = new NewNode(tls, Pem.newEd25519(paths.factKey()));
    Secrets.write(directory.resolve("node.yaml"), NodeYaml.write(id, options));
    return made;
  }
}
