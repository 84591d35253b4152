package dev.linnet.bench;

import dev.linnet.daemon.serving.TestModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A call over gRPC beside the same call of the runtime, in turns. A small one also beside an empty
 * call of the same connection, alone and with the runtime's call after it: a runtime that is asked
 * again and again has all that it needs in the processor's caches, one that waited for the network
 * has not. What is left then is ours.
 */
final class Overhead {
  private static final int LARGE = 10_000;

  private final ServedOverGrpc served;
  private final DirectModel direct;
  private final TestModel model;
  private final int rounds;
  private final int calls;
  private final List<Series> series = new ArrayList<>();

  Overhead(ServedOverGrpc served, DirectModel direct, TestModel model, int rounds, int calls) {
    this.served = served;
    this.direct = direct;
    this.model = model;
    this.rounds = rounds;
    this.calls = calls;
  }

  List<Series> series() {
    return series;
  }

  void measure(String size, int clients, int floats) throws Exception {
    String what = size + ", " + clients + (clients == 1 ? " client" : " clients");
    Series p50 = new Series(what + ", p50, to direct", "us");
    Series p99 = new Series(what + ", p99, to direct", "us");
    Series added = new Series(what + ", added at p50", "us");
    Series toEmpty = new Series(what + ", p50, to an empty call", "us");
    Series toBoth = new Series(what + ", p50, to empty, then direct", "us");
    float[] values = new float[floats];
    Arrays.fill(values, 1);
    boolean small = floats < LARGE;
    int each = (small ? calls : calls / 10) / clients;
    List<Load.Call> direct = new ArrayList<>();
    List<Load.Call> empty = new ArrayList<>();
    List<Load.Call> both = new ArrayList<>();
    List<Load.Call> grpc = new ArrayList<>();
    List<ServedOverGrpc.Client> open = new ArrayList<>();
    var request = ServedOverGrpc.request(model, values, floats);
    for (int i = 0; i < clients; i++) {
      ServedOverGrpc.Client client = served.client();
      open.add(client);
      grpc.add(() -> client.infer(request));
      Load.Call alone = () -> this.direct.run(values, floats);
      Load.Call nothing = client::live;
      direct.add(alone);
      empty.add(nothing);
      both.add(
          () -> {
            nothing.make();
            alone.make();
          });
    }
    Load.of(direct, each);
    Load.of(both, 2 * each);
    Load.of(grpc, 2 * each);
    for (int round = 0; round < rounds; round++) {
      Load alone = Load.of(direct, each);
      Load over = Load.of(grpc, each);
      p50.add(over.percentile(50));
      p50.addPeer(alone.percentile(50));
      p99.add(over.percentile(99));
      p99.addPeer(alone.percentile(99));
      added.add(over.percentile(50) - alone.percentile(50));
      if (small) {
        toEmpty.add(over.percentile(50));
        toEmpty.addPeer(Load.of(empty, each).percentile(50));
        toBoth.add(over.percentile(50));
        toBoth.addPeer(Load.of(both, each).percentile(50));
      }
    }
    open.forEach(ServedOverGrpc.Client::close);
    series.addAll(List.of(p50, p99, added));
    if (small) {
      series.addAll(List.of(toEmpty, toBoth));
    }
  }
}
