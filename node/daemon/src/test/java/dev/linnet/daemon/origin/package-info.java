/** Tests of the origin client against servers that are right, wrong, slow and endless. */
@NullMarked
package dev.linnet.daemon.origin;

import org.jspecify.annotations.NullMarked;
