package dev.linnet.simulator.rehearse;

import dev.linnet.simulator.rehearse.Rehearsal.Tried;
import dev.linnet.simulator.study.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** One respect in which plans are compared; less is better in each of them. */
record Respect(
    String name,
    Question question,
    ToDoubleFunction<Outcome> figure,
    DoubleFunction<String> words,
    String unit) {
  private static final double CONFIDENCE = 0.95;

  static List<Respect> all(List<Question> questions) {
    List<Respect> all = new ArrayList<>();
    for (Question question : questions) {
      if (question.name().equals(Question.HEALTHY)) {
        all.add(
            new Respect(
                "promoted everywhere after",
                question,
                Outcome::promotedSeconds,
                Amounts::seconds,
                " s"));
        all.add(
            new Respect(
                "model bytes over the wide area",
                question,
                Outcome::wideChunkBytes,
                Amounts::bytes,
                ""));
        all.add(
            new Respect(
                "messages over the wide area",
                question,
                Outcome::wideMessageBytes,
                Amounts::bytes,
                ""));
      } else {
        String of = question.name().equals(Question.BAD) ? "bad everywhere: " : "bad in one: ";
        all.add(
            new Respect(of + "nodes touched", question, Outcome::nodesTouched, Amounts::whole, ""));
        all.add(new Respect(of + "its answers", question, Outcome::answers, Amounts::whole, ""));
        all.add(
            new Respect(of + "wrong answers", question, Outcome::wrongAnswers, Amounts::whole, ""));
        all.add(
            new Respect(of + "gone after", question, Outcome::goneSeconds, Amounts::seconds, " s"));
      }
    }
    return all;
  }

  String text(Tried tried) {
    return Range.of(tried.figures(question, figure)).text(words, unit);
  }

  /**
   * Whether one plan is better than each other one: the interval of the mean difference, seed by
   * seed, lies below 0 (Student's t, 95 %), and where the other shows the figure it does too.
   */
  boolean isBest(int index, List<Tried> all) {
    for (int i = 0; i < all.size(); i++) {
      if (i != index && !isLess(all.get(index), all.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isLess(Tried one, Tried other) {
    double[] ours = one.figures(question, figure);
    double[] theirs = other.figures(question, figure);
    if (Range.of(ours).shown() < Range.of(theirs).shown() || ours.length != theirs.length) {
      return false;
    }
    double[] differences = new double[ours.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = ours[i] - theirs[i];
    }
    Sample sample = Sample.of(differences);
    return sample.runs() > 1
        && sample.mean() + sample.quantile(CONFIDENCE) * sample.standardError() < 0;
  }
}
