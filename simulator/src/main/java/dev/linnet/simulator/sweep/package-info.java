/**
 * Many runs of one scenario with other values in it: grids and samples, seeds, intervals. Entry
 * types: {@link dev.linnet.simulator.sweep.StudySource} reads a study, {@link
 * dev.linnet.simulator.sweep.StudyRun} runs it on an {@link dev.linnet.simulator.sweep.Engine}.
 * However the work is shared out, the same document gives the same tables.
 */
@NullMarked
package dev.linnet.simulator.sweep;

import org.jspecify.annotations.NullMarked;
