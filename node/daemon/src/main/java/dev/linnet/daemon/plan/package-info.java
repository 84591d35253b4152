/**
 * Plans as operators write them. Entry type: {@link dev.linnet.daemon.plan.PlanFile}. Knows nothing
 * of which regions or models a mesh has.
 */
@NullMarked
package dev.linnet.daemon.plan;

import org.jspecify.annotations.NullMarked;
