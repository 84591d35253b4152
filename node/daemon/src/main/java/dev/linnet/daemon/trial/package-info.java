/**
 * Tries a version before it serves: loads it in a child process, checks it against its manifest and
 * runs its golden tests, so that a model that crashes, hangs or devours memory harms nothing, nor
 * does one that attacks where the child is shut in. Entry points: {@link
 * dev.linnet.daemon.trial.Trial} and {@link dev.linnet.daemon.trial.Sandbox}; the child is {@link
 * dev.linnet.daemon.trial.TrialMain}. Knows nothing of rollouts or of what serves.
 */
@NullMarked
package dev.linnet.daemon.trial;

import org.jspecify.annotations.NullMarked;
