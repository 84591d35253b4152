package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --api}: which node to ask. */
final class ApiOption {
  /** {@code HOST:PORT}. */
  static final class AddressConverter implements ITypeConverter<Address> {
    @Override
    public Address convert(String text) {
      try {
        return Address.parse(text);
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

  ApiOption() {}

  NodeClient connect() {
    return new NodeClient(address);
  }
}
