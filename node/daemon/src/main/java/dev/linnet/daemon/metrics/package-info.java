/**
 * What a node counts of itself for Prometheus. Entry type: {@link
 * dev.linnet.daemon.metrics.NodeMetrics}. Looks on and changes nothing; every label comes from a
 * small set of words, from a model that the mesh rolls out, or from a file that ships with the
 * daemon.
 */
@NullMarked
package dev.linnet.daemon.metrics;

import org.jspecify.annotations.NullMarked;
