/**
 * What the core's judge does with streams whose truth is known: how often it errs beside what it
 * states, and how soon it speaks. Entry point: {@link dev.linnet.simulator.judging.JudgeStudy}. The
 * judge is the core's own class; the watchers beside it are textbook ones and live here alone.
 */
@NullMarked
package dev.linnet.simulator.judging;

import org.jspecify.annotations.NullMarked;
