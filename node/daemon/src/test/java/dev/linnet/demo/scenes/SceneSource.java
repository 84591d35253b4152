package dev.linnet.demo.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws scenes by chance: one subject, a little off the middle, a little larger or smaller, lighter
 * or fainter, with noise over all. The same generator gives the same scenes.
 */
public final class SceneSource {
  private static final double NOISE = 0.25;

  private final RandomGenerator random;

  public SceneSource(RandomGenerator random) {
    this.random = random;
  }

  /** As many scenes of each subject. */
  public List<Scene> draw(Light light, int ofEachSubject) {
    List<Scene> scenes = new ArrayList<>();
    for (int i = 0; i < ofEachSubject; i++) {
      for (Subject subject : Subject.values()) {
        scenes.add(draw(subject, light));
      }
    }
    return scenes;
  }

  /** A scene of any subject. */
  public Scene draw(Light light) {
    Subject[] all = Subject.values();
    return draw(all[random.nextInt(all.length)], light);
  }

  private Scene draw(Subject subject, Light light) {
    double[] shape = shape(subject);
    boolean outdoor = light == Light.OUTDOOR;
    double background = outdoor ? between(0.50, 0.70) : between(0.05, 0.15);
    double sky = outdoor ? between(0.10, 0.30) : 0;
    double contrast = outdoor ? between(0.35, 0.50) : between(0.55, 0.80);
    float[] pixels = new float[Scene.PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      double height = 1 - (double) (i / Scene.SIDE) / Scene.SIDE;
      double grey = background + sky * height + contrast * shape[i];
      pixels[i] = (float) (grey + NOISE * random.nextGaussian());
    }
    return new Scene(subject, light, pixels);
  }

  /** How much of each pixel the subject covers, 0 to 1. */
  private double[] shape(Subject subject) {
    double[] shape = new double[Scene.PIXELS];
    double x = between(-2, 2);
    double y = between(-1.5, 1.5);
    double size = between(0.8, 1.15);
    Canvas canvas = new Canvas(shape, 7.5 + x, 7.5 + y, size);
    switch (subject) {
      case EMPTY -> {}
      case PERSON -> {
        canvas.disc(0, -5, 1.6);
        canvas.box(-1.6, -3.4, 1.6, 2);
        canvas.box(-1.4, 2, -0.3, 6.5);
        canvas.box(0.3, 2, 1.4, 6.5);
      }
      case VEHICLE -> {
        canvas.box(-6.5, 0, 6.5, 4);
        canvas.box(-3.5, -3, 3.5, 0);
        canvas.disc(-4, 4.5, 1.5);
        canvas.disc(4, 4.5, 1.5);
      }
      case ANIMAL -> {
        canvas.box(-4, -1, 3, 2);
        canvas.disc(4.5, -2.5, 1.7);
        canvas.box(-4, 2, -3, 5);
        canvas.box(2, 2, 3, 5);
        canvas.box(-5.5, -3.5, -4.5, 0);
      }
    }
    return shape;
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Fills figures given in pixels from the middle of the subject. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Canvas(double[] shape, double centerX, double centerY, double size) {
    void box(double left, double top, double right, double bottom) {
      fill((dx, dy) -> dx >= left && dx <= right && dy >= top && dy <= bottom);
    }

    void disc(double x, double y, double radius) {
      fill((dx, dy) -> Math.hypot(dx - x, dy - y) <= radius);
    }

    private void fill(Figure figure) {
      for (int i = 0; i < shape.length; i++) {
        double dx = (i % Scene.SIDE - centerX) / size;
        double dy = (i / Scene.SIDE - centerY) / size;
        if (figure.covers(dx, dy)) {
          shape[i] = 1;
        }
      }
    }
  }

  private interface Figure {
    boolean covers(double dx, double dy);
  }
}
