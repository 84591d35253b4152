/** Tests of plan on good and bad documents. */
@NullMarked
package dev.linnet.documents.plan;

import org.jspecify.annotations.NullMarked;
