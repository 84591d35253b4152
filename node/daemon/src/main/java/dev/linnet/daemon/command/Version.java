package dev.linnet.daemon.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest states. */
final class Version implements IVersionProvider {
  Version() {}

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Linnet.class.getPackage().getImplementationVersion())
            .orElse("development build");
    return new String[] {"linnet " + version, "Java " + Runtime.version()};
  }
}
