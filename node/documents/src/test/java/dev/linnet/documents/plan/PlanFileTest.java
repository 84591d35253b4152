package dev.linnet.documents.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.core.trust.Digest;
import dev.linnet.documents.DocumentException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanFileTest {
  private static final String METRIC = "inference.error_ratio";
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  @Test
  void aShortPlanHasDefaults() {
    Plan plan =
        parse("spec: {model: {name: m, version: 1.10}, waves: [{name: all, regions: ['*']}]}");

    assertThat(plan.version()).isEqualTo("1.10");
    assertThat(plan.expires()).isNull();
    assertThat(plan.onFailure()).isEqualTo(OnFailure.ROLLBACK_ALL);
    assertThat(plan.freshness()).isEqualTo(Duration.ofMinutes(10));
    Wave wave = plan.waves().get(0);
    assertThat(wave.takesRemaining()).isTrue();
    assertThat(wave.bake()).isEqualTo(Duration.ofMinutes(10));
    assertThat(wave.promote()).isEqualTo(Share.TWO_THIRDS);
    assertThat(wave.minJurors()).isEqualTo(3);
    assertThat(wave.gates()).extracting(Gate::name).containsExactly("errors", "finite");
  }

  @Test
  void aFullPlanIsReadAsWritten() {
    Plan plan =
        parse(
            """
            apiVersion: linnet/v1
            kind: Rollout
            metadata: {name: detector-7}
            spec:
              model: {name: detector, version: "7"}
              expires: 2026-12-15T00:00:00Z
              defaults:
                bake: 4h
                minRequests: 100
                quorum: {promote: 75%, minJurors: 2}
                gates:
                  - {name: p95, metric: inference.latency.p95, compare: previous, pass: "<= 1.20"}
                  - {name: errors, metric: inference.error_ratio, fail: "> 0.05", alpha: 0.001}
              waves:
                - {name: canary, regions: [eu-central], bake: 500ms, gates: []}
                - {name: eu, regions: [eu-west, eu-north], quorum: {promote: 1/1}}
                - {name: rest, regions: ["*"], quorum: {minJurors: 5}}
              onFailure: rollback-region-and-halt
              freshness: 90s
            """);

    assertThat(plan.model().value()).isEqualTo("detector");
    assertThat(plan.expires()).isEqualTo(Instant.parse("2026-12-15T00:00:00Z"));
    assertThat(plan.onFailure()).isEqualTo(OnFailure.ROLLBACK_REGION_AND_HALT);
    assertThat(plan.freshness()).isEqualTo(Duration.ofSeconds(90));
    List<Gate> gates =
        List.of(
            new Gate(
                "p95",
                "inference.latency.p95",
                Gate.Comparison.PASS_AT_MOST,
                1.2,
                Gate.Compare.PREVIOUS,
                0.01),
            new Gate(
                "errors",
                "inference.error_ratio",
                Gate.Comparison.FAIL_ABOVE,
                0.05,
                Gate.Compare.NONE,
                0.001));
    assertThat(plan.waves())
        .containsExactly(
            new Wave(
                "canary",
                List.of(new RegionName("eu-central")),
                Duration.ofMillis(500),
                100,
                List.of(),
                new Share(3, 4),
                2),
            new Wave(
                "eu",
                List.of(new RegionName("eu-west"), new RegionName("eu-north")),
                Duration.ofHours(4),
                100,
                gates,
                new Share(1, 1),
                2),
            new Wave("rest", List.of(), Duration.ofHours(4), 100, gates, new Share(3, 4), 5));
  }

  @Test
  void whoTakesPartAndWhenIsReadAsWritten() {
    String id = "ab".repeat(32);
    Plan plan =
        parse(
            """
            spec:
              model: {name: detector, version: "7"}
              select:
                matchLabels: {tier: edge}
                matchExpressions: [{key: device.class, operator: In, values: [camera-gw, jetson]}]
                requires: {onnx.opset: 17, memory: 512Mi, arch: [amd64, arm64], os: linux}
              defaults:
                window: {days: [Mon, Fri], start: "22:00", end: "05:00"}
                deadline: 48h
              waves:
                - {name: canary, regions: ["*"], share: 2%, onDeadline: unhealthy}
                - name: rest
                  regions: ["*"]
                  select: {matchExpressions: [{key: mode, operator: DoesNotExist}]}
                  window:
                    - {start: "01:00", end: "02:00", zone: UTC}
                    - {start: "12:00", end: "13:00", zone: Europe/Berlin}
              retryOf: "ID"
            """
                .replace("ID", id));

    List<Requirement> all =
        List.of(
            Requirement.label("tier", "edge"),
            new Requirement(
                Subject.LABEL, "device.class", Operator.IN, List.of("camera-gw", "jetson")),
            Requirement.atLeast("onnx.opset.max", 17),
            Requirement.atLeast("memory.bytes", 512 << 20),
            new Requirement(Subject.CAPABILITY, "arch", Operator.IN, List.of("amd64", "arm64")),
            new Requirement(Subject.CAPABILITY, "os", Operator.IN, List.of("linux")));
    Wave canary = plan.waves().get(0);
    assertThat(canary.selector()).isEqualTo(new Selector(all, new Share(1, 50)));
    assertThat(canary.windows())
        .containsExactly(
            new Window(
                new TreeSet<>(List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                LocalTime.of(22, 0),
                LocalTime.of(5, 0),
                Window.LOCAL));
    assertThat(canary.deadline()).isEqualTo(new Deadline(Duration.ofHours(48), true));
    Wave rest = plan.waves().get(1);
    assertThat(rest.selector().requirements()).hasSize(7).containsAll(all);
    assertThat(rest.windows()).extracting(Window::zone).containsExactly("UTC", "Europe/Berlin");
    assertThat(rest.windows().get(0).days()).hasSize(7);
    assertThat(rest.deadline()).isEqualTo(new Deadline(Duration.ofHours(48), false));
    assertThat(plan.retryOf()).isEqualTo(new Digest(id));
  }

  /** What follows {@code spec: } in the plan, where all else is good, and what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {waves: [W]}                            | :1:7: spec: key 'model' is missing
          {model: M}                              | :1:7: spec: key 'waves' is missing
          {mdoel: M, waves: [W]}                  | :1:8: spec: unknown key 'mdoel'; did you mean 'model'?
          {model: M, model: M, waves: [W]}        | :1:38: spec: key 'model' is there twice
          {model: m, waves: [W]}                  | :1:15: spec.model: expected a mapping of keys to values, got 'm'
          {model: {name: m}, waves: [W]}          | :1:15: spec.model: key 'version' is missing
          {model: {name: a/b, version: 1}, waves: [W]} | :1:22: spec.model.name: model name 'a/b': expected 1 to 63 of a-z, 0-9, '.', '_' and '-', starting and ending with a letter or digit
          {model: {name: m, version: ..}, waves: [W]} | :1:34: spec.model.version: version name '..': expected 1 to 63 of a-z, 0-9, '.', '_' and '-', starting and ending with a letter or digit
          {model: M, waves: []}                   | :1:45: spec.waves: expected 1 to 64 waves, got 0
          {model: M, waves: W}                    | :1:45: spec.waves: expected a list, got a mapping
          {model: M, waves: }                     | :1:44: spec.waves: expected a list, got nothing
          {model: M, waves: [W, W]}               | :1:79: spec.waves[1].name: wave w is named twice
          {model: M, waves: [W, {name: x, regions: [eu]}]} | :1:91: spec.waves[1].regions: region eu is in wave w already, which leaves nobody there; give that wave a smaller share or other labels
          {model: M, waves: [{name: w, regions: [eu], share: 5%}, {name: x, regions: [eu], share: 1/20}]} | :1:102: spec.waves[1].regions: region eu is in wave w already, which leaves nobody there; give that wave a smaller share or other labels
          {model: M, waves: [{name: w, regions: [eu, eu]}]} | :1:70: spec.waves[0].regions[1]: region eu is named twice
          {model: M, waves: [{name: w, regions: ['*']}, {name: x, regions: ['*']}]} | :1:92: spec.waves[1].regions: region "*" is in wave w already, which leaves nobody there; give that wave a smaller share or other labels
          {model: M, waves: [{name: w, regions: [eu, '*']}]} | :1:70: spec.waves[0].regions[1]: "*" stands alone: it takes all that no other wave takes whole
          {model: M, waves: [{name: w, regions: []}]} | :1:65: spec.waves[0].regions: expected region names, or "*" for all that no other wave takes whole
          {model: M, waves: [{name: w, regions: eu}]} | :1:65: spec.waves[0].regions: expected a list, got 'eu'
          {model: M, waves: [{name: w, regions: [E U]}]} | :1:66: spec.waves[0].regions[0]: region name 'E U': expected 1 to 63 of a-z, 0-9, '.', '_' and '-', starting and ending with a letter or digit
          {model: M, waves: [{name: w, region: [eu]}]} | :1:56: spec.waves[0]: unknown key 'region'; did you mean 'regions'?
          {model: M, waves: [{name: w, regions: [eu], part: 0}]} | :1:71: spec.waves[0]: unknown key 'part'; expected one of name, regions, select, share, window, deadline, onDeadline, shadow, canary, bake, minRequests, gates, quorum
          {model: M, waves: [{name: w, regions: [eu], share: 0}]} | :1:78: spec.waves[0].share: expected above 0 and at most 1, got 0
          {model: M, waves: [{name: w, regions: [eu], share: 101%}]} | :1:78: spec.waves[0].share: '101%' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10
          {model: M, waves: [{name: w, regions: [eu], share: .nan}]} | :1:78: spec.waves[0].share: '.nan' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10
          {model: M, waves: [{name: w, regions: [eu], select: {matchLabel: {}}}]} | :1:80: spec.waves[0].select: unknown key 'matchLabel'; did you mean 'matchLabels'?
          {model: M, waves: [W], select: {matchLabels: {'': x}}} | :1:95: spec.select.matchLabels: key '': expected 1 to 128 letters, digits, '.', '_', '/' and '-'
          {model: M, waves: [W], select: {matchExpressions: [{key: tier, operator: Near}]}} | :1:123: spec.select.matchExpressions[0].operator: operator 'Near': expected In, NotIn, Exists or DoesNotExist
          {model: M, waves: [W], select: {matchExpressions: [{key: tier, operator: In}]}} | :1:101: spec.select.matchExpressions[0]: tier IN: expected one value or more
          {model: M, waves: [W], select: {matchExpressions: [{key: tier, operator: Exists, values: [a]}]}} | :1:101: spec.select.matchExpressions[0]: tier EXISTS: expected no values
          {model: M, waves: [W], select: {requires: {onnx.opset: new}}} | :1:105: spec.select.requires.onnx.opset: expected a whole number from 1 to 1000, got 'new'
          {model: M, waves: [W], select: {requires: {memory: 4kb}}} | :1:101: spec.select.requires.memory: '4kb' is not a number of bytes; expected such as 1048576, 512Ki or 10Mi
          {model: M, waves: [W], select: {requires: {arch: []}}} | :1:99: spec.select.requires.arch: expected one value or more
          {model: M, waves: [W], select: {requires: {cpu: 4}}} | :1:93: spec.select.requires: unknown key 'cpu'; expected one of onnx.opset, onnx.ir, memory, arch, os
          {model: M, waves: [W], defaults: {window: {start: "25:00", end: "05:00"}}} | :1:100: spec.defaults.window.start: '25:00': expected a time from 00:00 to 23:59, in quotes
          {model: M, waves: [W], defaults: {window: {start: "02:00", end: "02:00"}}} | :1:92: spec.defaults.window: start and end are both 02:00: the window would have no length
          {model: M, waves: [W], defaults: {window: {start: "02:00", end: "05:00", zone: Venus/Base}}} | :1:92: spec.defaults.window: zone 'Venus/Base': expected local, UTC or an IANA zone such as Europe/Berlin
          {model: M, waves: [W], defaults: {window: {days: [Friday], start: "02:00", end: "05:00"}}} | :1:100: spec.defaults.window.days[0]: expected Mon, Tue, Wed, Thu, Fri, Sat or Sun, got 'Friday'
          {model: M, waves: [W], defaults: {window: {days: [], start: "02:00", end: "05:00"}}} | :1:92: spec.defaults.window: days: expected one day or more
          {model: M, waves: [W], defaults: {window: []}} | :1:92: spec.defaults.window: expected 1 to 16 windows, got 0
          {model: M, waves: [W], defaults: {deadline: 0s}} | :1:94: spec.defaults.deadline: expected a duration above 0; leave it out to wait for ever
          {model: M, waves: [W], defaults: {onDeadline: shout}} | :1:96: spec.defaults.onDeadline: expected silent or unhealthy, got 'shout'
          {model: M, waves: [W], defaults: {shadow: {share: 0}}} | :1:100: spec.defaults.shadow.share: expected above 0 and at most 1, got 0
          {model: M, waves: [W], defaults: {shadow: {requests: 0}}} | :1:103: spec.defaults.shadow.requests: expected a whole number from 1 to 1000000000, got 0
          {model: M, waves: [W], defaults: {canary: {for: 0s}}} | :1:98: spec.defaults.canary.for: expected a duration above 0; leave canary out to answer all at once
          {model: M, waves: [W], defaults: {canary: {share: 5%}}} | :1:92: spec.defaults.canary: key 'for' is missing
          {model: M, waves: [W], defaults: {canary: {share: 1, for: 5m}}} | :1:100: spec.defaults.canary.share: expected below 1; leave canary out to answer all at once
          {model: M, waves: [W], retryOf: abc}    | :1:82: spec.retryOf: expected the whole id of the rollout that is tried again, 64 of 0-9 and a-f
          {model: M, waves: [{regions: [eu]}]}    | :1:46: spec.waves[0]: key 'name' is missing
          {model: M, waves: [W], defaults: {bake: -4h}} | :1:90: spec.defaults.bake: '-4h' is not a duration; expected such as 500ms, 30s, 10m, 4h or 7d, at most 365d
          {model: M, waves: [W], defaults: {bake: 4}} | :1:90: spec.defaults.bake: '4' is not a duration; expected such as 500ms, 30s, 10m, 4h or 7d, at most 365d
          {model: M, waves: [W], defaults: {minRequests: -1}} | :1:97: spec.defaults.minRequests: expected a whole number from 0 to 1000000000, got -1
          {model: M, waves: [W], defaults: {minRequests: 1.5}} | :1:97: spec.defaults.minRequests: expected a whole number from 0 to 1000000000, got '1.5'
          {model: M, waves: [W], defaults: {quorum: {promote: 1/2}}} | :1:102: spec.defaults.quorum.promote: expected 2/3 to 1, got 1/2
          {model: M, waves: [W], defaults: {quorum: {promote: 101%}}} | :1:102: spec.defaults.quorum.promote: '101%' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10
          {model: M, waves: [W], defaults: {quorum: {promote: .nan}}} | :1:102: spec.defaults.quorum.promote: '.nan' is not a share from 0 to 1; expected such as 10%, 0.10 or 1/10
          {model: M, waves: [W], defaults: {quorum: {minJurors: 0}}} | :1:104: spec.defaults.quorum.minJurors: expected a whole number from 1 to 64, got 0
          {model: M, waves: [W], defaults: {quorum: {minJurors: 65}}} | :1:104: spec.defaults.quorum.minJurors: expected a whole number from 1 to 64, got 65
          {model: M, waves: [W], defaults: {wait: x}} | :1:84: spec.defaults: unknown key 'wait'; expected one of window, deadline, onDeadline, shadow, canary, bake, minRequests, gates, quorum
          {model: M, waves: [W], defaults: {window: x}} | :1:92: spec.defaults.window: expected a mapping of keys to values, got 'x'
          {model: M, waves: [W], onFailure: pray} | :1:84: spec.onFailure: 'pray': expected rollback-all, rollback-region-and-halt or rollback-region-and-continue
          {model: M, waves: [W], freshness: 1s} | :1:84: spec.freshness: expected 5 s to 7 days, or off
          {model: M, waves: [W], expires: tomorrow} | :1:82: spec.expires: expected an instant in UTC such as 2026-12-01T00:00:00Z, got 'tomorrow'
          {model: M, waves: [W], expires: 2026-11-24T00:00:00Z} | :1:82: spec.expires: 2026-11-24T00:00:00Z is in the past; nothing would ever open
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m}]}} | :1:92: spec.defaults.gates[0]: expected one of pass and fail, such as pass: "<= 1.20"
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, pass: ">= 1", fail: "< 1"}]}} | :1:92: spec.defaults.gates[0]: expected one of pass and fail, such as pass: "<= 1.20"
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, fail: "< 1"}]}} | :1:139: spec.defaults.gates[0].fail: gate g: the good side of inference.error_ratio is low
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, fail: "> much"}]}} | :1:139: spec.defaults.gates[0].fail: condition '> much': expected <=, <, >= or > and a number, as in "> 0.05"
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, fail: "> 1", compare: last}]}} | :1:155: spec.defaults.gates[0].compare: expected previous or baseline, got 'last'
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, fail: "> 1", alpha: 0}]}} | :1:153: spec.defaults.gates[0].alpha: expected a probability above 0 and at most 0.5, got 0
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: m, fail: "> 1", alpha: .inf}]}} | :1:153: spec.defaults.gates[0].alpha: expected a finite number, got .inf
          {model: M, waves: [W], defaults: {gates: [G, G]}} | :1:147: spec.defaults.gates[1]: gate g is named twice
          {model: M, waves: [W], defaults: {gates: [{name: g, metric: inference.eror_ratio, pass: "< 1"}]}} | :1:110: spec.defaults.gates[0].metric: metric 'inference.eror_ratio': expected one of golden.pass_ratio, inference.error_ratio, inference.nonfinite_ratio, inference.latency.p95, inference.memory_ratio, inference.memory_bytes, prediction.disagreement, prediction.accuracy, probe.failure_ratio, input.drift.psi, input.drift.ks, prediction.drift.psi, prediction.drift.ks
          &a [*a, *a]                             | :1:7: spec: anchors and aliases are not supported; write the value out
          """)
  void badPlansAreRefusedWithTheirPlace(String spec, String expected) {
    assertRefused(
        "spec: "
            + spec.replace("M", "{name: m, version: 1}")
                .replace("W", "{name: w, regions: [eu]}")
                .replace("G", "{name: g, metric: " + METRIC + ", fail: '> 1'}")
                .replace("metric: m", "metric: " + METRIC)
            + "\n",
        expected);
  }

  @Test
  void shadowAndCanaryHaveDefaultsAndAWaveItsOwn() {
    Plan plan =
        parse(
            """
            spec:
              model: {name: m, version: 1}
              defaults: {shadow: {}, canary: {for: 5m}}
              waves:
                - {name: first, regions: [eu], shadow: {share: 1, requests: 1000, atMost: 1h}}
                - {name: rest, regions: ["*"], canary: {share: 25%, for: 1h}}
            """);
    Wave first = plan.waves().get(0);
    Wave rest = plan.waves().get(1);
    assertThat(first.shadow()).isEqualTo(new Shadow(Share.WHOLE, 1_000, Duration.ofHours(1)));
    assertThat(first.canary()).isEqualTo(new Canary(new Share(1, 10), Duration.ofMinutes(5)));
    assertThat(rest.shadow()).isEqualTo(new Shadow(new Share(1, 10), 200, Duration.ofMinutes(10)));
    assertThat(rest.canary()).isEqualTo(new Canary(new Share(1, 4), Duration.ofHours(1)));
  }

  @Test
  void documentsOfAnotherKindAreRefused() {
    assertRefused("kind: Deployment\nspec: {}\n", ":1:7: kind: expected Rollout, got 'Deployment'");
    assertRefused("apiVersion: v1\n", ":1:13: apiVersion: expected linnet/v1, got 'v1'");
    assertRefused("kind: Rollout\n", ":1:1: key 'spec' is missing");
    assertRefused(
        "metadata: {annotations: {}}\n",
        ":1:12: metadata: unknown key 'annotations'; expected one of name");
    assertRefused("spec:\n\tmodel: x\n", ":2:1: a tab cannot indent YAML; use spaces");
    assertRefused("a: b: c\n", ":1:5: not YAML: mapping values are not allowed here");
    assertRefused("", ": is empty; expected a document");
    assertRefused("a: 1\n---\nb: 2\n", ":2:1: not YAML: but found another document");
    assertRefused("x".repeat(1 << 21), ": larger than 1 MiB");
  }

  @Test
  void anAliasBombIsRefusedBeforeItIsOpened() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String aliases = ("*a" + (i - 1) + ", ").repeat(9);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(aliases, 0, aliases.length() - 2).append("]\n");
    }

    assertRefused(
        bomb.toString(), ":1:5: a0: anchors and aliases are not supported; write the value out");
  }

  private static Plan parse(String yaml) {
    return PlanFile.parse(yaml, "plan.yaml", NOW);
  }

  private static void assertRefused(String yaml, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> parse(yaml))
        .withMessage("plan.yaml" + expected);
  }
}
