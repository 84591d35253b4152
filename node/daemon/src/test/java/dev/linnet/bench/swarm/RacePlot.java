package dev.linnet.bench.swarm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.w3c.dom.Document;

/** Every race's times as ratios to the fluid bound, a bar for each program, drawn as SVG. */
final class RacePlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final String TIMES = ": time";

  private final CategoryChart chart =
      new CategoryChartBuilder()
          .width(WIDTH)
          .height(HEIGHT)
          .title("Time until the last node has the model")
          .yAxisTitle("times the fluid bound, median")
          .theme(ChartTheme.Matlab)
          .build();

  private RacePlot() {
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    chart.getStyler().setPlotGridLinesColor(Color.LIGHT_GRAY);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setLabelsVisible(true);
  }

  /** Of the rows that {@link Figures#json} makes. */
  static RacePlot of(JsonArray rows) {
    List<String> races = new ArrayList<>();
    Map<String, Map<String, Double>> ratios = new LinkedHashMap<>();
    for (JsonElement each : rows) {
      JsonObject row = each.getAsJsonObject();
      String what = row.get("what").getAsString();
      if (what.endsWith(TIMES)) {
        String race = row.get("part").getAsString();
        if (!races.contains(race)) {
          races.add(race);
        }
        ratios
            .computeIfAbsent(row.get("who").getAsString(), who -> new LinkedHashMap<>())
            .put(race, row.get("value").getAsDouble());
      }
    }
    RacePlot plot = new RacePlot();
    ratios.forEach(
        (who, ofRace) ->
            plot.chart.addSeries(
                who, races, races.stream().map(race -> ofRace.getOrDefault(race, 0.0)).toList()));
    return plot;
  }

  /** The same figures give the same bytes wherever the same fonts are installed. */
  void write(Path file) {
    try (Writer writer = Files.newBufferedWriter(file)) {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(1);
      context.setComment(" Drawn by scripts/bench swarm. ");
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
      chart.paint(graphics, WIDTH, HEIGHT);
      graphics.stream(writer, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java platform has a DOM", e);
    }
  }
}
