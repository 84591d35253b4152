/**
 * How a device gets its identity over the network: {@link dev.linnet.daemon.joining.JoinToken} is
 * what a person carries, {@link dev.linnet.daemon.joining.JoinServer} runs where the authority's
 * key lies, {@link dev.linnet.daemon.joining.Joining} on the device. Which token is good for what,
 * and who has which name, {@link dev.linnet.daemon.identity} decides.
 */
@NullMarked
package dev.linnet.daemon.joining;

import org.jspecify.annotations.NullMarked;
