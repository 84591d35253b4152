package dev.linnet.simulator.study;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/** Lines over the number of nodes or whatever else varies, drawn as SVG. */
public final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;

  private final XYChart chart;

  public Plot(String title, String x, String y) {
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .theme(ChartTheme.Matlab)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    chart.getStyler().setPlotGridLinesColor(Color.LIGHT_GRAY);
  }

  public Plot logarithmicX() {
    chart.getStyler().setXAxisLogarithmic(true);
    return this;
  }

  public Plot logarithmicY() {
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  public Plot fromZero() {
    chart.getStyler().setYAxisMin(0.0);
    return this;
  }

  /** Measured: with a mark at each point. Nothing without points. */
  public Plot measured(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      chart.addSeries(name, x, y);
    }
    return this;
  }

  /** Measured so often that marks would hide the line. */
  public Plot plain(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    }
    return this;
  }

  /** A formula: dashed, without marks. */
  public Plot formula(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      chart
          .addSeries(name, x, y)
          .setMarker(SeriesMarkers.NONE)
          .setLineStyle(
              new BasicStroke(
                  1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0));
    }
    return this;
  }

  /** The same figures give the same bytes wherever the same fonts are installed. */
  public void write(Path file) {
    try (Writer writer = Files.newBufferedWriter(file)) {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(1);
      context.setComment(" Drawn by linnet-sim. ");
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new java.awt.Dimension(WIDTH, HEIGHT));
      chart.paint(graphics, WIDTH, HEIGHT);
      graphics.stream(writer, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java platform has a DOM", e);
    }
  }
}
