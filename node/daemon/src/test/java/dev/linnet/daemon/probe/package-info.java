/** Tests of packing: real models, and every way in which a file may not be one. */
@NullMarked
package dev.linnet.daemon.probe;

import org.jspecify.annotations.NullMarked;
