/** Tests of who is let in at a port. */
@NullMarked
package dev.linnet.daemon.ports;

import org.jspecify.annotations.NullMarked;
