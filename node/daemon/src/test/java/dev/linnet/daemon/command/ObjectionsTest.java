package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which gate failed, and on which figures, as a terminal shows it. */
final class ObjectionsTest {
  private static final String ID = "ab".repeat(32);
  private static final String FAILED = "gate errors failed: errors 30.0 % of 40, limit 5.0 %";
  private static final String BALLOTS =
      """
      {"juror":"eu-1","ballot":"HEALTHY","reason":"fine","doubted":false,"evidence":{"errors":"0.0"}},
      {"juror":"eu-2","ballot":"UNHEALTHY","reason":"FAILED","doubted":false,
       "evidence":{"errors":"0.30000000000000004","errors.n":"40.0","latency":"1.25E-9","same":"NaN"}}
      """
          .replace("FAILED", FAILED);

  private final ScriptedNode node;

  ObjectionsTest() throws IOException {
    node = new ScriptedNode();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void statusHasALineForEachVoteAgainst() {
    node.rollout = rollout("ROLLING", BALLOTS);

    assertThat(linnet("status").out())
        .isEqualTo(
            """
            NAME           KIND     STATUS       AGE  INFO
            detector 7     rollout  ● ROLLING    -    id abababababab, generation 42, by alice
            └─ first       wave     ● OPEN
               └─ eu       region   ○ UNDECIDED  -    jury 2: 1 healthy, 1 unhealthy, 0 silent
                  ├─ eu-2  vote     ✖ UNHEALTHY       FAILED (errors=0.3, errors.n=40, latency=1.25E-9, same=NaN)
                  └─ eu-1  node     ✔ SERVING    -    runs 7
            """
                .replace("FAILED", FAILED));
  }

  @Test
  void manyAreSummedUp() {
    String ballots =
        IntStream.range(10, 19)
            .mapToObj(
                juror ->
                    "{\"juror\":\"eu-%d\",\"ballot\":\"UNHEALTHY\",\"reason\":\"slow\"}"
                        .formatted(juror))
            .collect(Collectors.joining(","));
    node.rollout = rollout("ROLLING", ballots);
    node.explanation = explanation(ballots);

    assertThat(linnet("status").out())
        .contains("├─ eu-14       vote     ✖ UNHEALTHY       slow\n")
        .contains("├─ and 4 more  vote     ✖ UNHEALTHY\n")
        .doesNotContain("eu-15");
    assertThat(linnet("explain").out().lines().map(String::strip))
        .endsWith("eu-14 UNHEALTHY: slow", "and 4 more");
  }

  @Test
  void explainHasThemBelowTheVotesOfTheirJury() {
    node.explanation = explanation(BALLOTS);

    assertThat(linnet("explain").out())
        .isEqualTo(
            """
            node eu-1 of region eu runs detector 6, phase FELL_BACK
              ROLLOUT       VERSION  GENERATION  CAUSE        WHY
              abababababab  7        42          ROLLED_BACK  region eu rolled it back by 1 vote
                                                              jury of eu (2): 1 healthy, 1 unhealthy, 0 silent; 2 healthy promote, 1 unhealthy roll back
                                                              eu-2 UNHEALTHY: FAILED (errors=0.3, errors.n=40, latency=1.25E-9, same=NaN)
            """
                .replace("FAILED", FAILED));
  }

  @Test
  void aTerminalCutsTheTreeAndFoldsTheReasons() {
    node.rollout = rollout("ROLLING", BALLOTS);
    node.explanation = explanation(BALLOTS);

    assertThat(Ran.linnetOnTerminal("rollout", "status", "abab", "--api", node.address()).out())
        .contains(
            "eu-2  vote     \u001b[31m✖ UNHEALTHY\u001b[0m       gate errors failed: errors 30.0 %"
                + " of …\n")
        .doesNotContain("latency");
    assertThat(Ran.linnetOnTerminal("rollout", "explain", "abab", "--api", node.address()).out())
        .endsWith(
            """
                                                              eu-2 UNHEALTHY: gate errors
                                                              failed: errors 30.0 % of 40,
                                                              limit 5.0 % (errors=0.3,
                                                              errors.n=40, latency=1.25E-9,
                                                              same=NaN)
            """);
  }

  @Test
  void aLogOfAWatchHasThemToo() {
    node.watch(rollout("ROLLING", ""), rollout("ROLLED_BACK", BALLOTS));

    assertThat(linnet("status", "--watch").out().lines())
        .containsExactly(
            "rollout detector 7: ROLLING",
            "wave first: OPEN",
            "node eu-1: SERVING",
            "rollout detector 7: ROLLED_BACK",
            "vote of eu-2 in wave first: UNHEALTHY, "
                + FAILED
                + " (errors=0.3, errors.n=40, latency=1.25E-9, same=NaN)");
  }

  private Ran linnet(String verb, String... options) {
    String[] all = new String[5 + options.length];
    System.arraycopy(new String[] {"rollout", verb, "abab", "--api", node.address()}, 0, all, 0, 5);
    System.arraycopy(options, 0, all, 5, options.length);
    return Ran.linnet(all);
  }

  private static String rollout(String state, String ballots) {
    return """
    {"id":"ID","model":"detector","version":"7","generation":42,"state":"STATE","announcedBy":"alice",
     "waves":[{"name":"first","state":"OPEN","regions":[
      {"region":"eu","jury":2,"healthy":1,"unhealthy":1,"silent":0,"ballots":[BALLOTS]}]}],
     "nodes":[{"node":"eu-1","region":"eu","phase":"SERVING","active":"7"}]}
    """
        .replace("ID", ID)
        .replace("STATE", state)
        .replace("BALLOTS", ballots);
  }

  private static String explanation(String ballots) {
    return """
    {"id":"ID","node":"eu-1","region":"eu","model":"detector","phase":"FELL_BACK",
     "knownFrom":"DECISION","runs":{"version":"6"},"looked":true,
     "reasons":[{"rollout":"ID","version":"7","generation":42,"cause":"ROLLED_BACK","admits":false,
      "sentence":"region eu rolled it back by 1 vote",
      "votes":{"region":"eu","knownFrom":"VOTES","jury":2,"promote":2,"rollback":1,
       "healthy":1,"unhealthy":1,"silent":0,"silentJurors":[],"ballots":[BALLOTS]}}]}
    """
        .replace("ID", ID)
        .replace("BALLOTS", ballots);
  }
}
