/**
 * The daemon: a thin shell that feeds {@link dev.linnet.core.Node} its events in order and carries
 * its effects out. Decides nothing about rollouts itself.
 */
@NullMarked
package dev.linnet.daemon;

import org.jspecify.annotations.NullMarked;
