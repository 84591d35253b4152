package dev.linnet.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.backend.BackendCases.Pair;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison itself, on cases made here; other sets are for {@code scripts/onnx-backend}. */
class BackendCasesTest {
  @Test
  void packerAndTrialPassWhatTheRuntimePassesAndNoMore(@TempDir Path root) throws Exception {
    MadeCases cases = new MadeCases(root);
    cases.everyType();
    cases.typedUnsigned();
    cases.emptyInput();
    cases.inputWithoutAShape();
    cases.noInput();
    cases.initializerAmongInputs();
    cases.wrongAnswer();
    cases.unknownOperator();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    Map<String, Pair> all = BackendCases.run(root, out);
    boolean same = BackendCases.summary(all, out);

    String list = printed.toString(StandardCharsets.UTF_8);
    assertThat(same).as(list).isTrue();
    Set<String> failed = new TreeSet<>();
    all.forEach(
        (name, pair) -> {
          if (!pair.linnet().passed()) {
            failed.add(name);
          }
        });
    assertThat(failed).as(list).containsExactly("unknown_operator", "wrong_answer");
    assertThat(list)
        .contains("8 cases: Linnet passes 6, ONNX Runtime alone passes 6; 0 differ")
        .contains("linnet: trial: test_data_set_0: output 'y' is 2.0 at element 1");
  }

  @Test
  void setsThatDifferAreNamedAndAreNotTheSame() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Outcome pass = Outcome.passes("");
    Outcome fail = Outcome.fails("no");

    boolean same =
        BackendCases.summary(Map.of("a", new Pair(pass, fail), "b", new Pair(fail, fail)), out);

    assertThat(same).isFalse();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("1 differ").contains("  a\n");
  }
}
