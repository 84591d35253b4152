package dev.linnet.daemon.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.Address;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "eu-1.example.", "192.0.2.1", "::1", "[2001:db8::1]", "1.a"})
  void hostsThatMayBeNamedAreTakenAndDialled(String host) {
    Address address = Addresses.parse(host + ":7700");

    assertThat(address).isEqualTo(new Address(host, 7700));
    NettyChannelBuilder.forAddress(address.host(), address.port()).build().shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a..b", "a_b", "-a", "a-", ".a", "x y", "%41", "1.2.3.4.5", "a/b", "é.eu"})
  void othersAreRefusedInOneLineThatNamesThem(String host) {
    assertThatThrownBy(() -> Addresses.parse(host + ":7700"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "address '%s:7700': no host is named '%s'; expected letters, digits, hyphens and dots,"
                + " or an IP address",
            host, host);
  }
}
