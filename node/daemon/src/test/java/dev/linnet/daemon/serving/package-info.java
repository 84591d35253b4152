/** Tests of serving with real models. */
@NullMarked
package dev.linnet.daemon.serving;

import org.jspecify.annotations.NullMarked;
