package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

/**
 * Watches a running node's certificate on the disk and takes a renewed one up. Only the certificate
 * and its key may change while a node runs: by its fact key and its mesh it is known to others, and
 * its facts are signed with what it started with.
 */
public final class Renewals {
  private final IdentityPaths paths;
  private final Clock clock;
  private final Listener listener;
  private volatile NodeIdentity current;
  private String known;
  private String complaint = "";

  /** What comes of it; called on the thread that looks. */
  public interface Listener {
    /** The node is this from now on. */
    void renewed(NodeIdentity identity);

    /** What lies there cannot be taken up; said once, and the certificate in use stays. */
    void refused(String sentence);
  }

  /**
   * Watches the files of an identity that was loaded just now.
   *
   * @param current that identity
   */
  public Renewals(IdentityPaths paths, NodeIdentity current, Clock clock, Listener listener) {
    this.paths = paths;
    this.current = current;
    this.known = Pem.of(current.certificate());
    this.clock = clock;
    this.listener = listener;
  }

  /** What the node shows now. */
  public NodeIdentity current() {
    return current;
  }

  /**
   * Looks once; from one thread at a time. What does not fit is looked at again the next time: who
   * copies by hand may be between certificate and key.
   */
  public void look() {
    try {
      String found = Files.readString(paths.certificate());
      if (found.equals(known)) {
        return;
      }
      NodeIdentity loaded =
          IdentityFiles.load(paths, current.node(), current.region(), clock.instant());
      requireSameNode(loaded);
      known = found;
      complaint = "";
      if (!loaded.certificate().equals(current.certificate())) {
        current = loaded;
        listener.renewed(loaded);
      }
    } catch (UserError e) {
      complain(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      complain(paths.certificate() + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private void requireSameNode(NodeIdentity loaded) {
    if (!loaded.factKey().publicKey().equals(current.factKey().publicKey())
        || !loaded.authority().equals(current.authority())) {
      throw new UserError(
          UserError.REFUSED,
          paths.certificate()
              + ": fact key or authority changed with it, which takes a restart of the node");
    }
  }

  private void complain(String sentence) {
    if (!sentence.equals(complaint)) {
      complaint = sentence;
      listener.refused(sentence);
    }
  }
}
