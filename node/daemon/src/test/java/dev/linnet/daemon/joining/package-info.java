/** Tests of joining over real TLS. */
@NullMarked
package dev.linnet.daemon.joining;

import org.jspecify.annotations.NullMarked;
