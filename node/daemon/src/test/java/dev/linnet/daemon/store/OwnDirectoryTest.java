package dev.linnet.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDirectoryTest {
  private final Path data;

  OwnDirectoryTest(@TempDir Path dir) {
    this.data = dir.resolve("made").resolve("data");
  }

  @Test
  void newOneIsItsOwnersAlone() throws IOException {
    Store.open(data).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "store", "models", "native"})
  void whatEveryUserCanChangeIsRefusedWithWhatToRun(String name) throws IOException {
    Store.open(data).close();
    Path open = Files.createDirectories(data.resolve(name)).resolve("").normalize();
    permit(data, "rwxr-xr-x");
    permit(open, "rwxrwxrwx");
    assertThatThrownBy(() -> Store.open(data))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(UserError.USAGE))
        .hasMessage(open + ": this data directory can be changed by others: chmod o-w " + open);
    permit(open, "rwxrwxr-x");
    Store.open(data).close();
  }

  @Test
  void whatLiesInOneThatNobodyElseEntersMayBeOpen() throws IOException {
    Store.open(data).close();
    permit(data.resolve("models"), "rwxrwxrwx");
    Store.open(data).close();
  }

  private static void permit(Path directory, String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }
}
