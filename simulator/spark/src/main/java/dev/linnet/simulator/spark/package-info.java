/**
 * Runs studies on Apache Spark. Entry type: {@link dev.linnet.simulator.spark.SparkEngine}, which
 * {@code linnet-sim sweep --engine spark} finds on the class path. Only text goes to the cluster
 * and comes back: the document, the numbers of points, lines of the journal.
 */
@NullMarked
package dev.linnet.simulator.spark;

import org.jspecify.annotations.NullMarked;
