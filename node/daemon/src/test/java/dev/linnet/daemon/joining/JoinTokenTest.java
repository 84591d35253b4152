package dev.linnet.daemon.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The token as a person copies it. */
final class JoinTokenTest {
  private static final Address ADDRESS = new Address("192.0.2.1", 7790);
  private static final JoinToken TOKEN =
      new JoinToken(
          ADDRESS,
          "birds",
          Digest.of(new byte[] {1}),
          new RegionName("eu"),
          new NodeName("eu-7"),
          List.of(new Address("192.0.2.2", 7700)),
          "0123456789abcdef",
          Bytes.copyOf(new byte[32]));

  @Test
  void isReadAsItWasWritten() {
    assertThat(JoinToken.parse(TOKEN.text())).isEqualTo(TOKEN);
    JoinToken open =
        new JoinToken(
            ADDRESS,
            "birds",
            TOKEN.authority(),
            TOKEN.region(),
            null,
            List.of(),
            TOKEN.id(),
            TOKEN.secret());
    assertThat(JoinToken.parse(open.text())).isEqualTo(open);
    assertThat(TOKEN.text()).matches("linnet-join\\.[A-Za-z0-9_-]+");
    assertThat(TOKEN).hasToString("token 0123456789abcdef");
  }

  @Test
  void pieceOfOneIsNamed() {
    String text = TOKEN.text();
    for (int length = "linnet-join.".length(); length < text.length(); length++) {
      String piece = text.substring(0, length);
      assertThatThrownBy(() -> JoinToken.parse(piece))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not a whole join token: copy all of its one line");
    }
    for (String other : List.of("", "linnet", "K10abc::server:x", text + "A".repeat(2_048))) {
      assertThatThrownBy(() -> JoinToken.parse(other))
          .hasMessageStartingWith("not a join token: expected linnet-join.…");
    }
  }

  @Test
  void seedsAndSecretAreBounded() {
    assertThatThrownBy(() -> with(Collections.nCopies(9, ADDRESS), new byte[32]))
        .hasMessage("expected at most 8 seeds");
    assertThatThrownBy(() -> with(List.of(), new byte[31]))
        .hasMessage("its secret is not of 32 bytes");
  }

  private static JoinToken with(List<Address> seeds, byte[] secret) {
    return new JoinToken(
        ADDRESS,
        "birds",
        TOKEN.authority(),
        TOKEN.region(),
        null,
        seeds,
        TOKEN.id(),
        Bytes.copyOf(secret));
  }
}
