package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import dev.linnet.daemon.registry.Reference;
import dev.linnet.daemon.registry.Registry;
import dev.linnet.daemon.registry.RegistryModel;
import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model out of a registry, as files in a directory that is deleted with it. */
final class PulledModel implements AutoCloseable {
  /** Each names its model, whatever other ONNX file is there. */
  private static final List<String> SIGNS = List.of("model.onnx", "MLmodel");

  private final Reference reference;
  private final ScratchDirectory scratch;
  private final Path directory;
  private final Optional<String> loneOnnxFile;

  private PulledModel(
      Reference reference,
      ScratchDirectory scratch,
      Path directory,
      Optional<String> loneOnnxFile) {
    this.reference = reference;
    this.scratch = scratch;
    this.directory = directory;
    this.loneOnnxFile = loneOnnxFile;
  }

  static PulledModel pull(Terminal terminal, Reference reference, boolean plainHttp) {
    RegistryModel model =
        RegistryModel.find(new Registry(reference, plainHttp, terminal.environment()));
    if (!terminal.interactive()) {
      terminal.say("fetching " + Amounts.bytes(model.sizeBytes()) + " of " + model.pinned());
    }
    ScratchDirectory scratch = ScratchDirectory.make(terminal.environment());
    boolean pulled = false;
    try (Progress progress =
        new Progress(terminal.interactive(), reference.name(), model.sizeBytes())) {
      // Of this name, for that is a model's if nothing else names it.
      Path directory = Files.createDirectory(scratch.path().resolve(reference.name()));
      model.layOut(directory, progress::more);
      pulled = true;
      return new PulledModel(reference, scratch, directory, model.loneOnnxFile());
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, scratch.path() + ": cannot be written (" + e.getMessage() + ")", e);
    } finally {
      if (!pulled) {
        scratch.close();
      }
    }
  }

  /** As {@link ModelPacker#pack}, with the reference's name and tag where nothing else is said. */
  PackedModel pack(@Nullable String name, @Nullable String version, @Nullable String origin) {
    boolean plain = SIGNS.stream().anyMatch(sign -> Files.exists(directory.resolve(sign)));
    boolean alone = !plain && loneOnnxFile.isPresent();
    Path given = alone ? directory.resolve(loneOnnxFile.get()) : directory;
    @Nullable String packedName = alone && name == null ? reference.name() : name;
    @Nullable String tag = plain || alone ? reference.version() : null;
    try {
      return ModelPacker.pack(given, packedName, version == null ? tag : version, origin);
    } catch (UserError e) {
      throw new UserError(e.exitCode(), inRegistry(String.valueOf(e.getMessage())), e);
    } catch (DocumentException e) {
      throw new UserError(UserError.USAGE, inRegistry(String.valueOf(e.getMessage())), e);
    }
  }

  /** The directory is gone when the message is read. */
  private String inRegistry(String message) {
    return message.replace(directory.toString(), reference.toString());
  }

  @Override
  public void close() {
    scratch.close();
  }
}
