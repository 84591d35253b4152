/** What a node measures of itself, on a clock of the test's own. */
@NullMarked
package dev.linnet.daemon.survey;

import org.jspecify.annotations.NullMarked;
