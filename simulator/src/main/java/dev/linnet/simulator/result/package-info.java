/**
 * What came of a run of a scenario: figures, series, events, plots and a page, in one directory.
 * Entry types: {@link dev.linnet.simulator.result.RunResult} measures a run, {@link
 * dev.linnet.simulator.result.ResultDirectory} writes it.
 */
@NullMarked
package dev.linnet.simulator.result;

import org.jspecify.annotations.NullMarked;
