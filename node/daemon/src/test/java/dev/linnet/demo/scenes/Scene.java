package dev.linnet.demo.scenes;

/**
 * One picture and the truth about it.
 *
 * @param pixels {@link #PIXELS} grey values, row by row, about 0 (black) to 1 (white); not to be
 *     changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Scene(Subject subject, Light light, float[] pixels) {
  /** Width and height of a picture. */
  public static final int SIDE = 16;

  /** Length of a model's input. */
  public static final int PIXELS = SIDE * SIDE;
}
