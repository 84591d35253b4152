@NullMarked
package dev.linnet.daemon.events;

import org.jspecify.annotations.NullMarked;
