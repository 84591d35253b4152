package dev.linnet.simulator.study;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/**
 * Lines over the number of nodes or whatever else varies, drawn as SVG. What is neither a line nor
 * the paper is black, and the paper is white, so that a page can put its own colours there.
 */
public final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int NARROW_WIDTH = 360;
  private static final int LEGEND_ROW = 20;
  private static final int ROW = 24;
  private static final float BAR = 8;
  private static final int PADDING = 8;
  private static final int FONT = 12;

  /** Not less than most characters take in that size. */
  private static final int CHARACTER = 7;

  private static final int TICKS_APART = 70;
  private static final int AROUND_ROWS = 110;

  /** On white and on near black each stands out by 3:1 or more. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x2F7DE1),
          new Color(0xD2691E),
          new Color(0x2E9B5B),
          new Color(0xC0569F),
          new Color(0x8A6FD8),
          new Color(0x1C95A6),
          new Color(0xA8842C),
          new Color(0xD9534F));

  private static final Color GRID = new Color(128, 128, 128, 80);
  private static final int BAND_OPACITY = 60;

  private final XYChart chart;
  private final String title;
  private final Map<String, Color> colors = new HashMap<>();
  private final List<String> rows = new ArrayList<>();

  public Plot(String title, String x, String y) {
    this.title = title;
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .theme(ChartTheme.Matlab)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartFontColor(Color.BLACK);
    styler.setAxisTickLabelsColor(Color.BLACK);
    styler.setAxisTickMarksColor(Color.BLACK);
    styler.setPlotBorderColor(Color.BLACK);
    styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
    styler.setPlotGridLinesColor(GRID);
    styler.setErrorBarsColorSeriesColor(true);
    styler.setChartPadding(PADDING);
  }

  public String title() {
    return title;
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

  /** The x axis is time from the beginning on. */
  public Plot overTime() {
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICKS_APART);
    return this;
  }

  /** The y axis is a list of names, the first one at the top. */
  public Plot rows(List<String> labels) {
    rows.addAll(labels);
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(0.5);
    styler.setYAxisMax(rows.size() + 0.5);
    styler.setYAxisTicksVisible(false);
    styler.setYAxisTitleVisible(false);
    styler.setPlotGridHorizontalLinesVisible(false);
    return this;
  }

  /** Rows count from 1 at the top. */
  private double height(int row) {
    return rows.size() + 1 - row;
  }

  /** Measured: with a mark at each point. Nothing without points. */
  public Plot measured(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      line(name, chart.addSeries(name, x, y)).setMarker(SeriesMarkers.CIRCLE);
    }
    return this;
  }

  /**
   * Measured, with an error bar at each point.
   *
   * @param joined whether a line goes through the points
   */
  public Plot measured(
      String name, List<Double> x, List<Double> y, List<Double> halfWidths, boolean joined) {
    if (!x.isEmpty()) {
      XYSeries series = line(name, chart.addSeries(name, x, y, halfWidths));
      series.setMarker(SeriesMarkers.CIRCLE);
      if (!joined) {
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      }
    }
    return this;
  }

  /** Measured so often that marks would hide the line. */
  public Plot plain(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      line(name, chart.addSeries(name, x, y)).setMarker(SeriesMarkers.NONE);
    }
    return this;
  }

  /** A formula: dashed, without marks. */
  public Plot formula(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      line(name, chart.addSeries(name, x, y))
          .setMarker(SeriesMarkers.NONE)
          .setLineStyle(
              new BasicStroke(
                  1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0));
    }
    return this;
  }

  /**
   * What lies between two lines, in the colour of the line of that name; draw it before the line.
   */
  public Plot band(String name, List<Double> x, List<Double> low, List<Double> high) {
    if (x.size() > 1) {
      List<Double> around = new ArrayList<>(x);
      List<Double> heights = new ArrayList<>(low);
      for (int i = x.size() - 1; i >= 0; i--) {
        around.add(x.get(i));
        heights.add(high.get(i));
      }
      Color color = color(name);
      Color faint = new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_OPACITY);
      XYSeries series = chart.addSeries(name + " (band)", around, heights);
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      series.setMarker(SeriesMarkers.NONE).setLineColor(faint);
      series.setFillColor(faint).setShowInLegend(false);
    }
    return this;
  }

  /** A span of a row, counted from 1 at the top. Bars of one name share colour and legend. */
  public Plot bar(String name, int row, double from, double to) {
    double height = height(row);
    boolean first = !colors.containsKey(name);
    line(name, chart.addSeries(name + " " + row, List.of(from, to), List.of(height, height)))
        .setMarker(SeriesMarkers.NONE)
        .setLineWidth(BAR)
        .setLineStyle(new BasicStroke(BAR, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER))
        .setLabel(name)
        .setShowInLegend(first);
    return this;
  }

  /** Marks in rows. Nothing without points. */
  public Plot marks(String name, Marker marker, List<Double> x, List<Integer> atRows) {
    if (!x.isEmpty()) {
      XYSeries series = chart.addSeries(name, x, atRows.stream().map(this::height).toList());
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      series.setMarker(marker).setMarkerColor(Color.BLACK);
    }
    return this;
  }

  private XYSeries line(String name, XYSeries series) {
    Color color = color(name);
    series.setMarkerColor(color).setLineColor(color).setLineWidth(1.8f);
    return series;
  }

  private Color color(String name) {
    return colors.computeIfAbsent(name, any -> COLORS.get(colors.size() % COLORS.size()));
  }

  /** The same figures give the same bytes wherever the same fonts are installed. */
  public void write(Path file) {
    try {
      Files.writeString(file, svg(WIDTH, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a page: without its title, which the page gives. */
  public String wide() {
    return svg(WIDTH, false);
  }

  /** For the page on a telephone: the legend is below. */
  public String narrow() {
    return svg(NARROW_WIDTH, false);
  }

  private String svg(int width, boolean titled) {
    boolean narrow = width < WIDTH;
    long legends = chart.getSeriesCollection().stream().filter(XYSeries::isShowInLegend).count();
    XYStyler styler = chart.getStyler();
    styler.setChartTitleVisible(titled);
    styler.setLegendVisible(legends > 0);
    styler.setLegendPosition(narrow ? LegendPosition.OutsideS : LegendPosition.OutsideE);
    styler.setLegendLayout(LegendLayout.Vertical);
    int height =
        (!rows.isEmpty() ? AROUND_ROWS + rows.size() * ROW : narrow ? NARROW_WIDTH : HEIGHT)
            + (narrow ? (int) legends * LEGEND_ROW : 0);
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(1);
      context.setComment(" Drawn by linnet-sim. ");
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(width, height));
      paint(graphics, width, height);
      StringWriter text = new StringWriter();
      graphics.stream(text, true);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java platform has a DOM", e);
    }
  }

  /** The names of rows are put beside the library's plot: it names ticks of its own choice only. */
  private void paint(Graphics2D graphics, int width, int height) {
    int aside = rows.stream().mapToInt(String::length).max().orElse(0) * CHARACTER + PADDING;
    graphics.setPaint(Color.WHITE);
    graphics.fillRect(0, 0, aside, height);
    Graphics2D beside = (Graphics2D) graphics.create();
    beside.translate(aside, 0);
    chart.paint(beside, width - aside, height);
    beside.dispose();
    graphics.setPaint(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
    for (int i = 0; i < rows.size(); i++) {
      float y = (float) chart.getScreenYFromChart(height(i + 1)) + FONT / 3f;
      graphics.drawString(rows.get(i), PADDING, y);
    }
  }
}
