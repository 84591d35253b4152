/** Tests of inference with real models over real sockets. */
@NullMarked
package dev.linnet.daemon.inference;

import org.jspecify.annotations.NullMarked;
