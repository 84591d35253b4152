/**
 * Published experiments, run again: each {@link dev.linnet.simulator.reproduce.Experiment} names
 * its source and holds its figures, and sets ours beside them with a verdict. Entry point: {@link
 * dev.linnet.simulator.reproduce.ReproduceCommand}.
 */
@NullMarked
package dev.linnet.simulator.reproduce;

import org.jspecify.annotations.NullMarked;
