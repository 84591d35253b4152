/** Tests of what a node tells Prometheus, against real nodes and what is asked of them. */
@NullMarked
package dev.linnet.daemon.metrics;

import org.jspecify.annotations.NullMarked;
