/**
 * Studies that put figures on the protocol: what spreading and rolling out cost ({@link
 * dev.linnet.simulator.study.CostStudy}), and how fast a region is back ({@link
 * dev.linnet.simulator.study.RollbackStudy}). Both run the core's own classes.
 */
@NullMarked
package dev.linnet.simulator.study;

import org.jspecify.annotations.NullMarked;
