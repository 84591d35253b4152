/** Tests of the command, against a scripted node on a real port. */
@NullMarked
package dev.linnet.daemon.command;

import org.jspecify.annotations.NullMarked;
