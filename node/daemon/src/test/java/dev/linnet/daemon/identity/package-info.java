/** Tests of identity on real files. */
@NullMarked
package dev.linnet.daemon.identity;

import org.jspecify.annotations.NullMarked;
