/** Tests of the mesh port, over real sockets and real certificates on the loopback address. */
@NullMarked
package dev.linnet.daemon.transport;

import org.jspecify.annotations.NullMarked;
