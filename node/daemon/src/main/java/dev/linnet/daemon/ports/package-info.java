/**
 * What every port of the daemon stands on, whatever is spoken there: event loops, how many may be
 * in at once and from where ({@link dev.linnet.daemon.ports.Doorway}), and how often a secret may
 * be tried ({@link dev.linnet.daemon.ports.Guesses}). Knows no protocol, no identity and no
 * certificate.
 */
@NullMarked
package dev.linnet.daemon.ports;

import org.jspecify.annotations.NullMarked;
