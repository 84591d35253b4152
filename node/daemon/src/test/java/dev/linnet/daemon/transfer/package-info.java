/** Tests of when a chunk may move, on virtual time. */
@NullMarked
package dev.linnet.daemon.transfer;

import org.jspecify.annotations.NullMarked;
