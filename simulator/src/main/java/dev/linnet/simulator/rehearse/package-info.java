/**
 * What a plan would do to a mesh, tried on its twin before anybody announces it. Entry type: {@link
 * dev.linnet.simulator.rehearse.Rehearsal}. The nodes are the product's own; what is asked of them,
 * and how fast devices and lines are, the twin says.
 */
@NullMarked
package dev.linnet.simulator.rehearse;

import org.jspecify.annotations.NullMarked;
