package dev.linnet.daemon;

import java.util.Optional;

/** The version of this build, as its jar's manifest states it. */
final class Version {
  private Version() {}

  static String current() {
    return Optional.ofNullable(Daemon.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
