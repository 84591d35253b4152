/**
 * What nodes measured of themselves and of the lines between them, so that somebody can make a twin
 * of the mesh. Entry types: {@link dev.linnet.daemon.survey.Pace} watches this node, {@link
 * dev.linnet.daemon.survey.Surveyor} asks the others. Nothing here decides anything.
 */
@NullMarked
package dev.linnet.daemon.survey;

import org.jspecify.annotations.NullMarked;
