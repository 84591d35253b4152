/** Tests of webhooks against real HTTP servers. */
@NullMarked
package dev.linnet.daemon.webhooks;

import org.jspecify.annotations.NullMarked;
