// How long a node with many cases takes from unlocking to being ready, and what memory it holds
// then. `bench_start CASES [FOLDER]` (100,000). The cases are invented, with what the demonstration
// would write into them in a year and a half; FOLDER keeps them for the next time. Beside it, in
// the same run, the limit: every byte of the stores read once, without opening anything.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/number.h"
#include "base/parallel.h"
#include "base/used.h"
#include "demo/cast.h"
#include "demo/story.h"
#include "node/node.h"

namespace {

using namespace ts;
namespace fs = std::filesystem;

struct Place {
  fs::path root;
  fs::path key() const { return root / "node.key"; }
  node::Layout layout() const { return {.root = root / "data"}; }
};

double wall_ms() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

double resident_megabytes() {
  std::ifstream status{"/proc/self/statm"};
  double all = 0, resident = 0;
  status >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// What a story adds to its case, as if it had all been said at the beginning.
std::vector<records::NewRecord> told(const demo::Story& story) {
  const auto& catalogue = catalogue::Catalogue::built_in();
  std::vector<records::NewRecord> out;
  for (const auto& step : story.steps) {
    if (step.deed != demo::Deed::open && step.deed != demo::Deed::add) continue;
    for (const auto& entry : step.entries) {
      const auto* kind = catalogue.kind(entry.kind);
      const bool there = std::any_of(out.begin(), out.end(),
                                     [&](const auto& each) { return each.kind == entry.kind; });
      if (kind->internal || (kind->one_per_case && there)) continue;
      out.push_back({.id = RecordId::random(), .kind = entry.kind, .fields = entry.fields});
    }
  }
  return out;
}

void make(const Place& place, std::size_t cases) {
  constexpr unsigned at_once = 64;  // they share each flush of the disk
  fs::create_directories(place.root);
  vault::write_key_file(place.key());
  node::Node::create(place.layout(), place.key());
  const SystemClock clock;
  node::Node node{place.layout(), place.key(), clock};
  const auto& material = demo::Material::built_in();
  const auto cast = demo::found(node, material);
  const auto begin = clock.now() + -demo::span;
  parallel_for(cases, at_once, [&](std::size_t i) {
    const auto story = demo::tell(material, 1, i, begin);
    const auto& who = cast.find(story.steps.front().login)->second;
    node.organisation(who.org).cases().open(
        who, {.id = CaseId::random(), .team = {}, .records = told(story)}, {});
  });
}

/// Reads the stores as they lie there; how many bytes.
std::size_t read_all(const Place& place) {
  std::vector<char> room(1 << 20);
  std::size_t out = 0;
  for (const auto& each : fs::recursive_directory_iterator{place.layout().organisations()}) {
    if (each.path().extension() != ".db") continue;
    std::ifstream file{each.path(), std::ios::binary};
    while (file.read(room.data(), static_cast<std::streamsize>(room.size())) || file.gcount() > 0)
      out += static_cast<std::size_t>(file.gcount());
  }
  return out;
}

void measure(const Place& place) {
  auto start = wall_ms();
  const auto bytes = read_all(place);
  const auto read = wall_ms() - start;
  const auto before = cpu_seconds();
  const SystemClock clock;
  node::Node node{place.layout(), place.key(), clock};
  const auto ready = static_cast<double>((clock.now() - node.unlocked_at()).count());
  std::size_t cases = 0;
  for (auto* each : node.organisations()) cases += each->frames().size().cases;
  std::printf("%zu cases, %.0f MB of stores read once in %.0f ms\n", cases,
              static_cast<double>(bytes) / 1e6, read);
  std::printf(
      "ready %.0f ms after unlocking, %.1f times that; %.1f s of processors, %.0f MB resident\n",
      ready, ready / read, cpu_seconds() - before, resident_megabytes());
}

}  // namespace

int main(int count, char** words) try {
  std::size_t cases = 100'000;
  if (count > 1) cases = ts::number_of<std::size_t>(words[1]).value();
  const bool keep = count > 2;
  const Place place{keep ? fs::path{words[2]}
                         : fs::temp_directory_path() / ("bench_start." + std::to_string(getpid()))};
  if (!fs::exists(place.root)) {
    const auto start = wall_ms();
    // In a process of its own, so that nothing of it is in the memory that is measured.
    const auto maker = fork();
    // Under another name until it is whole: what was interrupted is not measured.
    const Place making{place.root.string() + ".making"};
    if (maker == 0) {
      fs::remove_all(making.root);
      make(making, cases);
      _exit(0);
    }
    int status = 0;
    if (maker < 0 || waitpid(maker, &status, 0) != maker || status != 0) return 1;
    fs::rename(making.root, place.root);
    std::printf("made in %.0f s\n", (wall_ms() - start) / 1e3);
    std::fflush(stdout);
  }
  measure(place);
  if (!keep) fs::remove_all(place.root);
  return 0;
} catch (const ts::Failure& failure) {
  std::fprintf(stderr, "%s\n", std::string{failure.key().text()}.c_str());
  return 1;
}
