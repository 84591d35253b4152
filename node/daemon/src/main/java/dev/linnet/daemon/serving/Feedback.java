package dev.linnet.daemon.serving;

/**
 * What became of a true outcome that was told.
 *
 * @param version whose answer it was
 * @param right how many of its rows named what was true
 */
public record Feedback(String model, String version, int rows, int right) {}
