package dev.linnet.simulator.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.linnet.simulator.judging.Flow.Truth;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the judge states of itself, over streams whose truth is known. */
class JudgeStudyTest {
  private static final List<JudgeRow> ERRORS = JudgeStudy.rows(Scenario.ofErrors(200), 1);

  @Test
  void judgeOfErrorsKeepsItsWord() {
    assertThat(of(ERRORS, "the judge")).hasSize(6).noneMatch(JudgeRow::breaksItsWord);
  }

  @Test
  void judgeOfDriftKeepsItsWord() {
    assertThat(of(JudgeStudy.rows(Scenario.ofKs(10), 1), "the judge"))
        .hasSize(7)
        .noneMatch(JudgeRow::breaksItsWord);
    assertThat(of(JudgeStudy.rows(Scenario.ofPsi(3), 1), "the judge"))
        .hasSize(7)
        .noneMatch(JudgeRow::breaksItsWord);
  }

  @Test
  void whoPeeksAtFixedSampleBreaksItsWord() {
    assertThat(of(ERRORS, "fixed sample, each batch"))
        .filteredOn(row -> row.stream().startsWith("at the threshold"))
        .singleElement()
        .matches(JudgeRow::breaksItsWord);
  }

  @Test
  void judgeFindsLateFaultInEveryRun() {
    assertThat(of(ERRORS, "the judge"))
        .filteredOn(row -> row.truth() == Truth.TURNS)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.rightAfter()).hasSize(200);
              assertThat(row.rightAfter()[199]).isLessThan(200);
            });
  }

  @Test
  void sameRunsGiveSameTableOnAnyNumberOfThreads() {
    assertThat(lines(JudgeStudy.rows(Scenario.ofErrors(10), 2)))
        .isEqualTo(lines(JudgeStudy.rows(Scenario.ofErrors(10), 1)));
  }

  /** 10 of 100 is in any table of Wilson's interval: 5.52 % to 17.44 %. */
  @Test
  void proportionHasIntervalOfWilson() {
    Proportion tenth = new Proportion(10, 100);
    assertThat(tenth.low()).isCloseTo(0.0552, within(0.0001));
    assertThat(tenth.high()).isCloseTo(0.1744, within(0.0001));
    assertThat(new Proportion(0, 1000).low()).isZero();
  }

  /** P(4 or more of 10 | 5 %) is 0.1 %, of 3 it is 1.2 %; 0.9^30 is 4.2 %, 0.9^20 is 12.2 %. */
  @Test
  void fixedTestHasExactLimits() {
    FixedTest.Limits limits = new FixedTest.Limits(10, 30, 0.05, 0.01, 0.1, 0.05);
    assertThat(fixed(limits, 3).alarmed()).isFalse();
    assertThat(fixed(limits, 4).alarmed()).isTrue();
    assertThat(fixed(limits, 0, 0).accepts()).isFalse();
    assertThat(fixed(limits, 0, 0, 0).accepts()).isTrue();
    assertThat(fixed(limits, 0, 0, 1).accepts()).isFalse();
  }

  private static FixedTest fixed(FixedTest.Limits limits, int... failures) {
    FixedTest test = new FixedTest(limits, true);
    IntStream.of(failures).forEach(failed -> test.observe(batch(10, failed)));
    return test;
  }

  @Test
  void pageHinkleyHearsRiseAndNoFall() {
    PageHinkley rise = new PageHinkley(2);
    rise.observe(batch(1000, 0));
    rise.observe(batch(50, 50));
    assertThat(rise.alarmed()).isFalse();
    rise.observe(batch(5, 5));
    assertThat(rise.alarmed()).isTrue();
    PageHinkley fall = new PageHinkley(2);
    fall.observe(batch(1000, 1000));
    fall.observe(batch(1000, 0));
    assertThat(fall.alarmed()).isFalse();
  }

  private static Batch batch(int requests, int failures) {
    int[] bins = IntStream.range(0, requests).map(i -> i < failures ? 1 : 0).toArray();
    return new Batch(bins, new long[] {requests - failures, failures}, new long[] {requests, 0});
  }

  private static List<JudgeRow> of(List<JudgeRow> rows, String contender) {
    return rows.stream().filter(row -> row.contender().equals(contender)).toList();
  }

  private static List<String> lines(List<JudgeRow> rows) {
    return rows.stream().map(JudgeRow::line).toList();
  }
}
