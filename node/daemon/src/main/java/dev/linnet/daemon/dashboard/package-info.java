/**
 * The page that every node serves from its own replica, and the reads of {@code linnet.v1.Operator}
 * as JSON over HTTP that it is made of. Entry type: {@link dev.linnet.daemon.dashboard.Dashboard}.
 * Changes nothing: whoever steers a rollout signs with {@code linnet}, and no key comes near a
 * browser.
 */
@NullMarked
package dev.linnet.daemon.dashboard;

import org.jspecify.annotations.NullMarked;
