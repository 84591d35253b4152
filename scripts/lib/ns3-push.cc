// The model of scripts/bench simulator on ns-3's core scheduler: infect-and-die push with fan-out 4
// over a random 20-out overlay, delay uniform from 10 to 100. Overlay and draws are computed as
// dev.linnet.simulator.engine computes them, so that both handle the same events in the same order;
// "digest" shows it. Nothing of ns-3 but Simulator::Schedule and Simulator::Run is timed.
//
//   ns3-push SCHEDULER NODES TICKS_PER_UNIT SEED SECONDS     runs seeds from SEED on for so long
//   ns3-push SCHEDULER NODES TICKS_PER_UNIT SEED digest      runs SEED once
//
// Prints one line: events, seconds of the processor, runs, nodes reached, bytes of memory, digest.

#include <ns3/core-module.h>

#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using u64 = uint64_t;

constexpr u64 GAMMA = 0x9E3779B97F4A7C15ULL;
constexpr u64 NODE = 0xD1342543DE82EF95ULL;
constexpr u64 TIME = 0xAF251AF3B0F025B5ULL;
constexpr u64 OVERLAY = 0x6F7665726C6179ULL;
constexpr uint32_t DEGREE = 20;
constexpr uint32_t FANOUT = 4;

u64 Mix(u64 z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

u64 Below(u64 bits, u64 bound) {
  return static_cast<u64>((static_cast<unsigned __int128>(bits >> 1) * (bound << 1)) >> 64);
}

uint32_t nodes;
u64 ticksPerUnit;
u64 drawKey;
u64 overlayKey;
bool digesting;

std::vector<u64> reachedBits;
u64 events;
u64 reached;
u64 now;
u64 rank;
u64 digest;

void Receive(uint32_t to, uint32_t from) {
  events++;
  u64 time = ns3::Simulator::Now().GetTimeStep();
  rank = time == now ? rank + 1 : 0;
  now = time;
  if (digesting) {
    digest = Mix(Mix(Mix(digest ^ time) ^ (static_cast<u64>(from) << 32 | to)));
  }
  u64 bit = 1ULL << (to & 63);
  if (reachedBits[to >> 6] & bit) {
    return;
  }
  reachedBits[to >> 6] |= bit;
  reached++;
  u64 stream = Mix(drawKey + to * NODE + time * TIME + rank * GAMMA);
  for (uint32_t i = 0; i < FANOUT; i++) {
    u64 pick = Below(Mix(stream += GAMMA), DEGREE);
    u64 neighbour = Below(Mix(overlayKey + (static_cast<u64>(to) * DEGREE + pick) * GAMMA), nodes - 1);
    u64 target = neighbour < to ? neighbour : neighbour + 1;
    u64 delay = 10 * ticksPerUnit + Below(Mix(stream += GAMMA), 90 * ticksPerUnit + 1);
    ns3::Simulator::Schedule(ns3::TimeStep(delay), &Receive, static_cast<uint32_t>(target), to);
  }
}

double ProcessorSeconds() {
  timespec spent;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec + spent.tv_nsec / 1e9;
}

u64 PeakBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word == "VmHWM:") {
      u64 kilobytes;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: ns3-push SCHEDULER NODES TICKS_PER_UNIT SEED SECONDS|digest\n";
    return 2;
  }
  ns3::GlobalValue::Bind("SchedulerType",
                         ns3::TypeIdValue(ns3::TypeId::LookupByName(std::string("ns3::") + argv[1])));
  nodes = std::stoul(argv[2]);
  ticksPerUnit = std::stoull(argv[3]);
  u64 seed = std::stoull(argv[4]);
  digesting = std::string(argv[5]) == "digest";
  double enough = digesting ? 0 : std::stod(argv[5]);

  // The machinery of ns-3 is set up before memory is first looked at.
  ns3::Simulator::Schedule(ns3::TimeStep(1), [] {});
  ns3::Simulator::Run();
  ns3::Simulator::Destroy();

  double seconds = 0;
  u64 runs = 0;
  u64 bytes = 0;
  while (runs == 0 || seconds < enough) {
    drawKey = Mix(seed + GAMMA);
    overlayKey = Mix(drawKey ^ OVERLAY);
    reachedBits.assign((nodes + 63) / 64, 0);
    now = 0;
    rank = 0;
    digest = 0;
    u64 before = PeakBytes();
    double start = ProcessorSeconds();
    ns3::Simulator::Schedule(ns3::TimeStep(0), &Receive, 0U, 0U);
    ns3::Simulator::Run();
    seconds += ProcessorSeconds() - start;
    if (runs == 0) {
      bytes = PeakBytes() - before;
    }
    ns3::Simulator::Destroy();
    runs++;
    seed++;
  }
  std::cout << events << ' ' << seconds << ' ' << runs << ' ' << reached << ' ' << bytes << ' '
            << digest << '\n';
}
