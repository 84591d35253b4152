package dev.linnet.simulator.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.sweep.Journal.Done;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactorPlotTest {
  @Test
  void pointsThatAgreeInAllElseMakeALineAndWordsAreNumbered() {
    FactorPlot byWord = new FactorPlot("order", "seconds");
    FactorPlot byLoss = new FactorPlot("loss", "seconds");
    for (String order : List.of("rarest", "random")) {
      for (String loss : List.of("0%", "12.5%")) {
        byWord.add(run(order, loss), new Interval(3, 3, 2, 1));
        byLoss.add(run(order, loss), new Interval(3, 3, 2, 1));
      }
    }

    assertThat(byWord.caption()).contains("1 is rarest, 2 is random.");
    assertThat(byLoss.caption()).isEqualTo("Means with their intervals.");
    assertThat(byLoss.plot().title()).isEqualTo("seconds over loss");
  }

  @Test
  void moreLinesThanCanBeToldApartAreCounted() {
    FactorPlot plot = new FactorPlot("loss", "seconds");
    for (int other = 0; other < 10; other++) {
      plot.add(run("" + other, "0%"), new Interval(1, 1, 2, Double.POSITIVE_INFINITY));
      plot.add(run("" + other, "5%"), new Interval(1, 1, 3, Double.POSITIVE_INFINITY));
    }

    assertThat(plot.caption()).endsWith("The first 8 of 10 lines.");
    assertThat(plot.plot().wide()).contains("<svg");
  }

  @Test
  void pointWithoutTheFigureIsLeftOut() {
    FactorPlot plot = new FactorPlot("loss", "seconds");
    plot.add(run("rarest", "0%"), Interval.of(List.of(), 3, 0.95));

    assertThat(plot.plot().narrow()).contains("<svg");
    assertThat(plot.caption()).contains("Not every run shows this");
  }

  private static Done run(String order, String loss) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("order", order);
    values.put("loss", loss);
    return new Done(0, 0, 1, values, Map.of(), null);
  }
}
