/**
 * Plans as operators write them. Entry type: {@link dev.linnet.documents.plan.PlanFile}. Knows
 * nothing of which regions or models a mesh has.
 */
@NullMarked
package dev.linnet.documents.plan;

import org.jspecify.annotations.NullMarked;
