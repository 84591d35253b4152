/** Tests of plan on good and bad documents. */
@NullMarked
package dev.linnet.daemon.plan;

import org.jspecify.annotations.NullMarked;
