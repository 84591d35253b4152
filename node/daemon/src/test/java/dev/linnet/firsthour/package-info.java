/**
 * A person's first hour with a package, as {@code docs/first-hour.md} tells it: the page's commands
 * are run as they stand there, and what they print is what stands below them. Entry point: {@link
 * dev.linnet.firsthour.FirstHour}.
 */
@NullMarked
package dev.linnet.firsthour;

import org.jspecify.annotations.NullMarked;
