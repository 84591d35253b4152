/** Tests of the daemon's own classes. */
@NullMarked
package dev.linnet.daemon;

import org.jspecify.annotations.NullMarked;
