package dev.linnet.daemon.packing;

import org.jspecify.annotations.Nullable;

/**
 * What a person says of a model beside its files.
 *
 * @param name the model's name; null: that of the directory, or of the file without {@code .onnx}
 * @param version the version; null: the highest, where the directory holds numbered ones
 * @param origin HTTP(S) URL under which the files lie by their paths; null: none
 */
public record PackOptions(
    @Nullable String name, @Nullable String version, @Nullable String origin) {}
