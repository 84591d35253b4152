package dev.linnet.daemon.store;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** The steps from a directory's name to an open store, each undone if a later one fails. */
final class Opening {
  private Opening() {}

  /** Says how much of a data directory's disk is kept for facts. */
  interface Reserve {
    DiskRoom of(Path data) throws IOException;
  }

  static Store open(Path data, Reserve reserve, Duration grace) {
    if (Files.exists(data) && !Files.isDirectory(data)) {
      throw new UserError(UserError.FAILED, "store " + data + " is not a directory");
    }
    @Nullable DirectoryLock lock = null;
    boolean opened = false;
    try {
      OwnDirectory.check(data);
      FormatFile.check(data, Store.FORMAT);
      OwnDirectory.create(data);
      lock = DirectoryLock.take(data);
      FormatFile.check(data, Store.FORMAT);
      requireFormatOfOld(data);
      FormatFile.create(data, Store.FORMAT);
      NativeLibrary.load(data.resolve("native"));
      DiskRoom room = reserve.of(data);
      Layout layout = new Layout(data.resolve("models"), room);
      layout.removeParts();
      Store store = open(data, lock, layout, room, new Grace(grace));
      opened = true;
      return store;
    } catch (RocksDBException e) {
      throw new UserError(UserError.FAILED, Failures.opening(data, e), e);
    } catch (IOException e) {
      throw new UserError(
          UserError.FAILED,
          "store " + data + " cannot be written (" + reason(e) + "): check its owner and mount",
          e);
    } finally {
      if (lock != null && !opened) {
        release(lock);
      }
    }
  }

  private static Store open(
      Path data, DirectoryLock lock, Layout layout, DiskRoom room, Grace grace)
      throws RocksDBException, IOException {
    Optional<SetAside> setAside = Optional.empty();
    Store store;
    try {
      store = openWhole(data, lock, layout, room, grace);
    } catch (RocksDBException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
      setAside = Optional.of(SetAside.move(data, database(data), Failures.reason(e)));
      store = openWhole(data, lock, layout, room, grace);
    }
    store.setAside(setAside);
    return store;
  }

  /** Opens a database of which all can be read that is read at the start. */
  private static Store openWhole(
      Path data, DirectoryLock lock, Layout layout, DiskRoom room, Grace grace)
      throws RocksDBException, IOException {
    requireFiles(data);
    TableWitness.check(database(data));
    Database database = new Database(database(data));
    try {
      Store store = new Store(lock, database, new Chunks(database, room), layout, room, grace);
      store.awaitManifests();
      return store;
    } catch (RocksDBException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Without its file CURRENT, RocksDB would take what is there for nothing and begin anew; without
   * a log, which it always has, it would not miss what stood in it.
   */
  private static void requireFiles(Path data) throws IOException, RocksDBException {
    Path database = database(data);
    if (!Files.isDirectory(database)) {
      return;
    }
    List<String> names;
    try (Stream<Path> files = Files.list(database)) {
      names = files.map(file -> file.getFileName().toString()).toList();
    }
    if (names.stream().noneMatch(name -> name.matches("CURRENT|MANIFEST-.*|.*\\.sst"))) {
      return;
    }
    if (!names.contains("CURRENT")) {
      throw Failures.damage("its CURRENT is missing");
    }
    if (names.stream().noneMatch(name -> name.endsWith(".log"))) {
      throw Failures.damage("its log is missing");
    }
  }

  /** A database without a format is no new store: guessing its format could spoil it. */
  private static void requireFormatOfOld(Path data) {
    if (Files.exists(database(data).resolve("CURRENT")) && !Files.exists(data.resolve("FORMAT"))) {
      throw new UserError(
          UserError.FAILED,
          "store "
              + data
              + " has lost its file FORMAT: write the number of its format into it, or use another"
              + " data directory");
    }
  }

  private static Path database(Path data) {
    return data.resolve("store");
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    @Nullable String reason =
        e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private static void release(DirectoryLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("the store's lock could not be given back", e);
    }
  }
}
