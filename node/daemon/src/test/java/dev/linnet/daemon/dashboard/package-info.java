/** What a browser sees of a node. */
@NullMarked
package dev.linnet.daemon.dashboard;

import org.jspecify.annotations.NullMarked;
