package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code linnet mesh regions}: which regions there are, and whether anybody in them was heard. */
final class MeshRegionsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String MEMBERS =
      """
      {"apiVersion":"linnet/v1","self":"eu-2","members":[
       {"node":"asia-1","region":"asia","state":"SUSPECT","knownFrom":"RECORD",
        "models":{"detector":"6"}},
       {"node":"asia-2","region":"asia","state":"DEAD","knownFrom":"RECORD","models":{}},
       {"node":"eu-1","region":"eu","state":"ALIVE","knownFrom":"RECORD",
        "models":{"detector":"7","reader":"2"}},
       {"node":"eu-2","region":"eu","state":"ALIVE","knownFrom":"RECORD",
        "models":{"detector":"7"}},
       {"node":"eu-3","region":"eu","state":"DEAD","knownFrom":"RECORD",
        "models":{"detector":"6"}},
       {"node":"na-1","region":"na","state":"ALIVE","knownFrom":"RECORD",
        "models":{"detector":"7"}},
       {"node":"eu-9","region":"eu","state":"ALIVE","knownFrom":"MEMBERSHIP"}]}
      """;

  @Test
  void eachRegionIsAsAliveAsTheLiveliestOfItsNodes() throws IOException {
    assertThat(regions(MEMBERS))
        .isEqualTo(
            """
            REGION  STATE    NODES  ALIVE  SERVES                                COUNCIL
            asia    SUSPECT  2      0      detector=6×1                          asia-1,asia-2
            eu      ALIVE    4      3      detector=6×1,detector=7×2,reader=2×1  eu-1,eu-2,eu-3
            na      ALIVE    1      1      detector=7                            na-1
            """);
  }

  @Test
  void documentsHaveWhatTheTableHasAndWhoseOwnRegionItIs() throws IOException {
    JsonArray regions =
        JsonParser.parseString(regions(MEMBERS, "-o", "json"))
            .getAsJsonObject()
            .getAsJsonArray("regions");

    assertThat(regions.get(0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"region":"asia","own":false,"state":"SUSPECT","nodes":2,"alive":0,"suspect":1,
                 "dead":1,"council":["asia-1","asia-2"],"serves":{"detector":{"6":1}}}
                """));
    assertThat(regions.get(1).getAsJsonObject().get("own").getAsBoolean()).isTrue();
    assertThat(regions(MEMBERS, "-o", "yaml"))
        .startsWith("apiVersion: linnet/v1\nregions:\n- region: asia\n  own: false\n");
  }

  @ParameterizedTest
  @CsvSource({"suspect,asia", "ALIVE,eu na", "dead,"})
  void regionsInAState(String state, @Nullable String expected) throws IOException {
    String names =
        String.join(
            " ",
            regions(MEMBERS, "--state", state)
                .lines()
                .skip(1)
                .map(line -> line.replaceFirst(" .*", ""))
                .toList());

    assertThat(names).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void whatANewerNodeSaysOtherwiseIsNoError() throws IOException {
    String members =
        """
        {"members":[{"node":"eu\\u001b[2J","region":"eu","state":"ASLEEP","models":[]},7]}
        """;

    assertThat(regions(members))
        .isEqualTo(
            """
            REGION  STATE  NODES  ALIVE  SERVES  COUNCIL
            eu      -      1      0      -       eu [2J
            """);
    assertThat(regions("{}")).isEqualTo("REGION  STATE  NODES  ALIVE  SERVES  COUNCIL\n");
  }

  @Test
  void aRealMeshIsListedRegionByRegion(@TempDir Path directory) {
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 2).region("na", 1).build()) {
      mesh.start(mesh.nodes(), PATIENCE);
      TestNode asked = mesh.node("na-1");
      String expected =
          """
          REGION  STATE  NODES  ALIVE  SERVES  COUNCIL
          eu      ALIVE  2      2      -       eu-1,eu-2
          na      ALIVE  1      1      -       na-1
          """;
      Await.until(
          () -> "both regions are known: " + regions(asked).out(),
          PATIENCE,
          () -> regions(asked).out().equals(expected));
      mesh.node("eu-2").kill9();
      TestNode neighbour = mesh.node("eu-1");
      Await.until(
          () -> "its neighbour misses a node: " + regions(neighbour).out(),
          PATIENCE,
          () -> regions(neighbour).out().contains("eu      ALIVE  2      1      -"));
    }
  }

  private static Ran regions(TestNode asked) {
    return Ran.linnet("mesh", "regions", "--api", asked.api());
  }

  private static String regions(String members, String... options) throws IOException {
    try (ScriptedNode node = new ScriptedNode()) {
      node.members = members;
      String[] arguments = new String[4 + options.length];
      System.arraycopy(
          new String[] {"mesh", "regions", "--api", node.address()}, 0, arguments, 0, 4);
      System.arraycopy(options, 0, arguments, 4, options.length);
      Ran ran = Ran.linnet(arguments);
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      return ran.out();
    }
  }
}
