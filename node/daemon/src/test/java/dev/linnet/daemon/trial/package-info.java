/** Tests of trial with real models and real children. */
@NullMarked
package dev.linnet.daemon.trial;

import org.jspecify.annotations.NullMarked;
