/** What only real daemons can show: sudden death, and links that are cut. */
@NullMarked
package dev.linnet.daemon.faults;

import org.jspecify.annotations.NullMarked;
