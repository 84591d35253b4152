/**
 * The {@code linnet} command. Entry type: {@link dev.linnet.daemon.command.Linnet}. Asks a node
 * over gRPC and prints; signs with the operator's key, which no node ever sees. Knows nothing of
 * how a node works, except to start one.
 */
@NullMarked
package dev.linnet.daemon.command;

import org.jspecify.annotations.NullMarked;
