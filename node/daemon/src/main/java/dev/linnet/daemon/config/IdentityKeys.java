package dev.linnet.daemon.config;

import dev.linnet.daemon.identity.IdentityPaths;
import java.nio.file.Path;

/** The keys below {@code identity}. */
final class IdentityKeys {
  private static final IdentityPaths ENROLLED = IdentityPaths.in(Path.of(""));

  private static final Key<Path> PRIVATE_KEY =
      file("key", ENROLLED.key(), "private key of `certificate`, for its owner alone");
  private static final Key<Path> CERTIFICATE =
      file("certificate", ENROLLED.certificate(), "says to peers whose key that is");
  private static final Key<Path> FACT_KEY =
      file("factKey", ENROLLED.factKey(), "private key that signs votes, for its owner alone");
  private static final Key<Path> ENROLMENT =
      file("enrolment", ENROLLED.enrolment(), "binds that key to the node's name");
  private static final Key<Path> AUTHORITY =
      file("authority", ENROLLED.authority(), "certificate of the mesh's authority");
  private static final Key<Path> TRUST_ROOT =
      file("trustRoot", ENROLLED.trustRoot(), "the mesh's trust root");

  static final Kind<IdentityPaths> KIND =
      Kind.mapping(
          IdentityKeys::made, PRIVATE_KEY, CERTIFICATE, FACT_KEY, ENROLMENT, AUTHORITY, TRUST_ROOT);

  private IdentityKeys() {}

  private static Key<Path> file(String name, Path enrolled, String meaning) {
    return Key.of(name, Kind.PATH, enrolled.toString(), meaning);
  }

  private static IdentityPaths made(Values values) {
    return new IdentityPaths(
        values.get(PRIVATE_KEY),
        values.get(CERTIFICATE),
        values.get(FACT_KEY),
        values.get(ENROLMENT),
        values.get(AUTHORITY),
        values.get(TRUST_ROOT));
  }
}
