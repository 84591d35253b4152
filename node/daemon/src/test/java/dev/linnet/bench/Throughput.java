package dev.linnet.bench;

import java.util.ArrayList;
import java.util.List;

/** Answers a second while eight clients ask a model that takes its time, in turns with its peer. */
final class Throughput {
  private static final int CLIENTS = 8;
  private static final int CALLS_EACH = 25;

  private final ServedOverGrpc served;
  private final DirectModel direct;
  private final int rounds;

  Throughput(ServedOverGrpc served, DirectModel direct, int rounds) {
    this.served = served;
    this.direct = direct;
    this.rounds = rounds;
  }

  Series measure(SlowModel slow) throws Exception {
    Series series =
        new Series("model of 5 ms, " + slow.carried() + ", 8 clients, to direct", "1/s");
    var request = ServedOverGrpc.request(slow.model(), slow.input(), slow.shape());
    List<Load.Call> alone = new ArrayList<>();
    List<Load.Call> grpc = new ArrayList<>();
    List<ServedOverGrpc.Client> open = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ServedOverGrpc.Client client = served.client();
      open.add(client);
      grpc.add(() -> client.infer(request));
      alone.add(() -> direct.run(slow.input(), slow.shape()));
    }
    Load.of(grpc, CALLS_EACH);
    for (int round = 0; round < rounds; round++) {
      series.addPeer(Load.of(alone, CALLS_EACH).perSecond());
      series.add(Load.of(grpc, CALLS_EACH).perSecond());
    }
    open.forEach(ServedOverGrpc.Client::close);
    return series;
  }
}
