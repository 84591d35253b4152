package dev.linnet.daemon.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildProcessesTest {

  /** A process on a machine that has no descriptor left to look for its children. */
  private static final class Unlisted extends Process {
    private boolean killed;

    @Override
    public Stream<ProcessHandle> children() {
      throw new RuntimeException("Unable to open /proc");
    }

    @Override
    public Stream<ProcessHandle> descendants() {
      throw new RuntimeException("Unable to open /proc");
    }

    @Override
    public boolean isAlive() {
      return !killed;
    }

    @Override
    public Process destroyForcibly() {
      killed = true;
      return this;
    }

    @Override
    public void destroy() {
      killed = true;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void childIsEndedThoughNobodyCanTellWhatItStarted(boolean shutIn) {
    Unlisted process = new Unlisted();
    new ChildProcesses(process, shutIn).kill();
    assertThat(process.isAlive()).isFalse();
  }
}
