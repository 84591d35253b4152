package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the files are that root writes for a daemon which runs as another user. */
final class SecretsTest {
  private static final NodeName NODE = new NodeName("eu-7");
  private static final RegionName EU = new RegionName("eu");
  private static final int ROOT = 0;
  private static final int NOBODY = 65_534;

  private final Path temp;

  SecretsTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @BeforeEach
  void onlyRootGivesFilesAway() throws IOException {
    assumeTrue(
        Files.getFileStore(temp).supportsFileAttributeView("unix") && owner(temp) == ROOT,
        "the tests run as root");
  }

  private static int owner(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static void give(Path root, int user) throws IOException {
    for (Path file : all(root)) {
      Files.setAttribute(file, "unix:uid", user);
    }
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.toList();
    }
  }

  private static List<String> notOf(int user, Path root) throws IOException {
    List<String> others = new ArrayList<>();
    for (Path file : all(root)) {
      if (owner(file) != user) {
        others.add(file.toString());
      }
    }
    return others;
  }

  private static void renew(Path mesh, Path home) {
    IdentityPaths paths = IdentityPaths.in(home);
    OwnIdentity own = new OwnIdentity(paths, NODE, EU);
    Path request = own.renew();
    Grant grant = new NodeRegister(mesh).sign(SigningRequest.load(request), Instant.now());
    own.install(grant, request, Instant.now());
    assertThat(IdentityFiles.load(paths, NODE, EU, Instant.now()).certificate())
        .isEqualTo(grant.certificate());
  }

  @Test
  void whatIsWrittenIntoTheDirectoryOfAnotherIsTheirs() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    Path home = MeshAuthority.enroll(mesh, NODE, EU, EnrolOptions.DEFAULT, Clock.systemUTC());
    assertThat(notOf(ROOT, temp)).isEmpty();

    give(home, NOBODY);
    renew(mesh, home);
    TokenFiles.Made made = TokenFiles.make();
    new TokenFiles("API token", home.resolve("api-tokens"))
        .write(made.id(), made.secretHash(), new JsonObject());
    assertThat(notOf(NOBODY, home)).isEmpty();
    assertThat(owner(mesh.resolve("ca.key"))).isEqualTo(ROOT);
    assertThat(Files.getPosixFilePermissions(home.resolve("node.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  /** As where a daemon may not change its own identity. */
  @Test
  void whatIsReplacedInADirectoryOfRootStaysItsOwners() throws Exception {
    Path mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    Path home = MeshAuthority.enroll(mesh, NODE, EU, EnrolOptions.DEFAULT, Clock.systemUTC());
    give(home, NOBODY);
    Files.setAttribute(home, "unix:uid", ROOT);
    renew(mesh, home);
    assertThat(notOf(NOBODY, home))
        .containsExactlyInAnyOrder(
            home.toString(),
            home.resolve("request.json").toString(),
            home.resolve("grant.json").toString());
  }

  @Test
  void linkInTheFilesPlaceIsNotFollowed() throws Exception {
    Path home = Files.createDirectory(temp.resolve("home"));
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "root's");
    give(home, NOBODY);
    Path link = Files.createSymbolicLink(home.resolve("node.key"), elsewhere);
    assertThatThrownBy(() -> Secrets.write(link, "key"))
        .isInstanceOf(FileAlreadyExistsException.class);
    Secrets.replace(link, "key");
    assertThat(Files.readString(elsewhere)).isEqualTo("root's");
    assertThat(owner(elsewhere)).isEqualTo(ROOT);
    assertThat(notOf(NOBODY, home)).isEmpty();
  }
}
