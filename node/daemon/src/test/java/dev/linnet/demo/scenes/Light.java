package dev.linnet.demo.scenes;

/** Where a camera hangs. */
public enum Light {
  /** A dark, even background. */
  INDOOR,
  /** Daylight: bright, fainter contrast, and a sky that is brighter than the ground. */
  OUTDOOR
}
