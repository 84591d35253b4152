package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The trust root in a mesh directory, and the next one from the moment at which it is signed until
 * a node took it. Two signed roots of one version fork a mesh for good, so what was signed is
 * written down before it goes anywhere, and nothing else is signed beside it.
 */
public final class RootFiles {
  static final String CURRENT = "root.json";
  private static final String NEXT = "root-next.json";

  private final Path directory;

  /**
   * Those of a directory of {@code linnet mesh init}.
   *
   * @throws UserError if it is none
   */
  public RootFiles(Path directory) {
    require(directory);
    this.directory = directory;
  }

  /**
   * That a directory is one of {@code linnet mesh init}.
   *
   * @throws UserError if not
   */
  static void require(Path directory) {
    if (!Files.exists(directory.resolve(CURRENT))) {
      throw new UserError(
          UserError.USAGE, directory + ": not a mesh directory; make one with `linnet mesh init`");
    }
  }

  /** Those of the directory in which a signed next root lies, if it lies in one. */
  public static Optional<RootFiles> around(Path signed) {
    Path directory = signed.toAbsolutePath().getParent();
    return directory != null && signed.endsWith(NEXT) && Files.exists(directory.resolve(CURRENT))
        ? Optional.of(new RootFiles(directory))
        : Optional.empty();
  }

  Path currentFile() {
    return directory.resolve(CURRENT);
  }

  public Path nextFile() {
    return directory.resolve(NEXT);
  }

  /** The newest root that this directory knows a node to have taken. */
  public Envelope current() {
    return EnvelopeFile.load("trust root", currentFile());
  }

  /** It, read; signed by its own ROOT role. */
  public TrustRoot root() {
    return IdentityFiles.openRoot(currentFile(), current());
  }

  /** What was signed and is not known to be taken. */
  public Optional<Envelope> next() {
    return Files.exists(nextFile())
        ? Optional.of(EnvelopeFile.load("next trust root", nextFile()))
        : Optional.empty();
  }

  /** Writes down what was signed, before anybody sees it. */
  public void signed(Envelope next) {
    EnvelopeFile.replace(nextFile(), next);
  }

  /** Takes note that a node holds a root, and whatever it leaves behind. */
  public void taken(Envelope root) {
    EnvelopeFile.replace(currentFile(), root);
    int version = TrustRoot.parse(root.payload()).version();
    next()
        .filter(signed -> TrustRoot.parse(signed.payload()).version() <= version)
        .ifPresent(outlived -> delete(nextFile()));
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED, file + ": cannot be deleted (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}
