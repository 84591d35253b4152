package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.access.BearerToken;
import dev.linnet.daemon.config.Hosts;
import dev.linnet.daemon.ports.Addresses;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --api} and what belongs to it: which node to ask, how to know it, what to show it. */
final class ApiOption {
  /** {@code HOST:PORT}. */
  static final class AddressConverter implements ITypeConverter<Address> {
    @Override
    public Address convert(String text) {
      try {
        return Addresses.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Option(
      names = "--api",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "${env:LINNET_API:-127.0.0.1:7781}",
      description = "gRPC API of the node to ask (LINNET_API; default: 127.0.0.1:7781).")
  private Address address = new Address("127.0.0.1", 7781);

  @Option(
      names = "--api-ca",
      paramLabel = "FILE",
      defaultValue = "${env:LINNET_API_CA:-}",
      description =
          "Speak TLS, with who has a certificate of an authority in FILE, or of `system`"
              + " (LINNET_API_CA; default: no TLS).")
  private String authorities = "";

  @Option(
      names = "--api-name",
      paramLabel = "NAME",
      defaultValue = "${env:LINNET_API_NAME:-}",
      description =
          "Name that the certificate must have: a host, or with a mesh's authority a node"
              + " (LINNET_API_NAME; default: that of --api, any node).")
  private String name = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:LINNET_TOKEN_FILE:-}",
      description = "Holds the token to show (LINNET_TOKEN_FILE; default: none).")
  private String tokenFile = "";

  ApiOption() {}

  NodeClient connect() {
    ServerTrust trust = authorities.isEmpty() ? null : ServerTrust.in(authorities, name);
    if (trust == null && !name.isEmpty()) {
      throw new UserError(
          UserError.USAGE,
          "--api-name: is for TLS; name the server's authority with --api-ca FILE");
    }
    BearerToken token = tokenFile.isEmpty() ? null : BearerToken.load(Path.of(tokenFile));
    if (token != null && trust == null && !Hosts.isLoopback(address)) {
      throw new UserError(
          UserError.USAGE,
          "--token-file: a token does not go to "
              + address
              + " without TLS; name the server's authority with --api-ca FILE");
    }
    return new NodeClient(address, trust, token);
  }
}
