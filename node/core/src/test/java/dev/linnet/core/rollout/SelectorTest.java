package dev.linnet.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final Set<NodeName> THOUSAND =
      IntStream.range(0, 1000)
          .mapToObj(i -> new NodeName("node-" + i))
          .collect(Collectors.toCollection(TreeSet::new));
  private static final Profile CAMERA =
      new Profile(
          Map.of("tier", "edge", "device.class", "camera"),
          Map.of("memory.bytes", "1000", "arch", "aarch64"));

  @Test
  void aSmallShareLiesInsideEveryLargerOne() {
    Set<NodeName> tenth = taken(new Share(1, 10));
    Set<NodeName> half = taken(new Share(1, 2));

    assertThat(tenth).hasSizeBetween(70, 130);
    assertThat(half).hasSizeBetween(450, 550).containsAll(tenth);
    assertThat(taken(Share.WHOLE)).isEqualTo(THOUSAND);
  }

  @Test
  void aShareHoldsTheCouncilFirst() {
    List<NodeName> council = Rendezvous.first(64, "mesh", THOUSAND);

    assertThat(taken(new Share(1, 10))).containsAll(council);
    assertThat(council).containsAll(taken(new Share(1, 50)));
  }

  @Test
  void eachRequirementNamesWhatTheNodeHasAndWhatIsAskedFor() {
    assertThat(mismatch(Subject.LABEL, "tier", Operator.IN, "edge", "core")).isEmpty();
    assertThat(mismatch(Subject.LABEL, "tier", Operator.IN, "core"))
        .isEqualTo("label tier is 'edge', expected core");
    assertThat(mismatch(Subject.LABEL, "site", Operator.IN, "a", "b"))
        .isEqualTo("label site is not stated, expected a or b");
    assertThat(mismatch(Subject.LABEL, "tier", Operator.NOT_IN, "edge"))
        .isEqualTo("label tier is 'edge', expected anything but edge");
    assertThat(mismatch(Subject.LABEL, "site", Operator.NOT_IN, "a")).isEmpty();
    assertThat(mismatch(Subject.LABEL, "site", Operator.EXISTS))
        .isEqualTo("label site is not stated, expected any value");
    assertThat(mismatch(Subject.LABEL, "tier", Operator.DOES_NOT_EXIST))
        .isEqualTo("label tier is 'edge', expected none");
    assertThat(mismatch(Subject.CAPABILITY, "memory.bytes", Operator.AT_LEAST, "1000")).isEmpty();
    assertThat(mismatch(Subject.CAPABILITY, "memory.bytes", Operator.AT_LEAST, "1001"))
        .isEqualTo("memory.bytes is '1000', expected 1001 or more");
    assertThat(mismatch(Subject.CAPABILITY, "disk.bytes", Operator.AT_LEAST, "1"))
        .isEqualTo("disk.bytes is not stated, expected 1 or more");
    assertThat(mismatch(Subject.CAPABILITY, "arch", Operator.IN, "arm64")).isEmpty();
    assertThat(mismatch(Subject.CAPABILITY, "arch", Operator.IN, "amd64"))
        .isEqualTo("arch is 'aarch64', expected amd64");
  }

  @Test
  void aSelectorIncludesWhoeverAsksForMoreOrTakesLess() {
    Requirement edge = Requirement.label("tier", "edge");
    Selector halfOfEdge = new Selector(List.of(edge), new Share(1, 2));

    assertThat(Selector.EVERYONE.includes(halfOfEdge)).isTrue();
    assertThat(halfOfEdge.includes(Selector.EVERYONE)).isFalse();
    assertThat(halfOfEdge.includes(new Selector(List.of(edge), Share.WHOLE))).isFalse();
    assertThat(halfOfEdge.includes(new Selector(List.of(edge), new Share(1, 10)))).isTrue();
    assertThat(
            new Selector(List.of(Requirement.label("tier", "core")), Share.WHOLE)
                .includes(halfOfEdge))
        .isFalse();
  }

  @Test
  void whatSelectsNobodyIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Selector(List.of(), new Share(0, 1)))
        .withMessage("share: expected above 0 and at most 1, got 0/1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mismatch(Subject.LABEL, "tier", Operator.IN))
        .withMessage("tier IN: expected one value or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mismatch(Subject.CAPABILITY, "memory.bytes", Operator.AT_LEAST, "4Gi"))
        .withMessage("memory.bytes AT_LEAST: expected one whole number of 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mismatch(Subject.LABEL, "a b", Operator.EXISTS))
        .withMessage("key 'a b': expected 1 to 128 letters, digits, '.', '_', '/' and '-'");
  }

  private static String mismatch(Subject subject, String key, Operator operator, String... values) {
    return new Requirement(subject, key, operator, List.of(values)).mismatch(CAMERA).orElse("");
  }

  private static Set<NodeName> taken(Share share) {
    Selector selector = new Selector(List.of(), share);
    return THOUSAND.stream()
        .filter(node -> selector.holds("mesh", node))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
