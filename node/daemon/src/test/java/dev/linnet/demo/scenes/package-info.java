/**
 * The demo's world and its models: small grey pictures of scenes, and classifiers trained on them.
 * Entry points: {@link dev.linnet.demo.scenes.SceneSource} draws pictures, {@link
 * dev.linnet.demo.scenes.SceneModels} trains. Knows nothing of meshes and rollouts.
 */
@NullMarked
package dev.linnet.demo.scenes;

import org.jspecify.annotations.NullMarked;
