/**
 * What the node's events become outside: CloudEvents that are posted to whoever asked in {@code
 * node.yaml}. Entry type: {@link dev.linnet.daemon.webhooks.Webhooks}. Knows nothing of rollouts.
 */
@NullMarked
package dev.linnet.daemon.webhooks;

import org.jspecify.annotations.NullMarked;
