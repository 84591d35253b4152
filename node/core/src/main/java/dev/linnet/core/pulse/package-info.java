/**
 * Fresh news: what jurors say while a rollout is open, who heard whom and when, and how a node
 * asks. Rules 8 and 12 of the safety requirements.
 */
@NullMarked
package dev.linnet.core.pulse;

import org.jspecify.annotations.NullMarked;
