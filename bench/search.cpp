// The promise of finding: under 50 ms for 100,000 people, whatever is typed. `bench_search
// [PEOPLE...]` (100,000 and 1,000,000 without). CPU time of one question at the columns in memory,
// as the service asks it before rights are looked at: names by sound and spelling, a case code, a
// phone, a document.
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "base/data.h"
#include "base/number.h"
#include "base/used.h"
#include "catalogue/catalogue.h"
#include "frames/table.h"

namespace {

using namespace ts;

double cpu_ms() { return 1e3 * cpu_seconds(); }

/// Every name of data/demo, as it is first written.
std::vector<std::string> names(std::string_view part) {
  std::vector<std::string> out;
  const auto all = boost::json::parse(data::file("demo/names.json"));
  for (const auto& [country, of] : all.as_object())
    for (const auto& name : of.at(part).as_array())
      out.emplace_back(name.is_string() ? name.as_string() : name.as_array()[0].as_string());
  return out;
}

struct People {
  frames::Table table{catalogue::Catalogue::built_in()};
  std::vector<std::string> called, phones, documents, codes;
};

void fill(People& people, std::size_t count, std::mt19937_64& chance) {
  const auto first = names("feminine"), family = names("family");
  for (std::size_t i = 0; i < count; ++i) {
    IdBytes bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance());
    const CaseId id{bytes};
    auto name = first[chance() % first.size()] + ' ' + family[chance() % family.size()] + ' ' +
                family[chance() % family.size()];
    auto phone = "+000 " + std::to_string(100'000'000 + chance() % 900'000'000);
    auto document = "P" + std::to_string(chance() % 100'000'000);
    records::Record person{.id = RecordId::random(),
                           .kind = "person",
                           .revision = 1,
                           .changed_at = {},
                           .changed_by = {},
                           .fields = {{"tsn_CalledName", name},
                                      {"prs_MobilePhone", phone},
                                      {"prs_IdentityNumber", document}}};
    records::CaseFile file;
    file.id = id;
    people.table.put({.file = file, .records = {std::move(person)}});
    if (i % (count / 200) != 0) continue;  // what is asked for
    people.called.push_back(std::move(name));
    people.phones.push_back(std::move(phone));
    people.documents.push_back(std::move(document));
    people.codes.push_back(id.text().substr(1, 4) + '-' + id.text().substr(5, 4));
  }
}

/// One letter is another, as people mistype.
std::string mistyped(std::string text, std::mt19937_64& chance) {
  const auto at = chance() % text.size();
  if (text[at] >= 'a' && text[at] <= 'z') text[at] = static_cast<char>('a' + chance() % 26);
  return text;
}

template <class Ask>
void measure(const char* what, const std::vector<std::string>& questions, Ask&& ask) {
  std::vector<double> took;
  std::size_t found = 0;
  for (const auto& question : questions) {
    const auto start = cpu_ms();
    found += ask(question) ? 1 : 0;
    took.push_back(cpu_ms() - start);
  }
  std::sort(took.begin(), took.end());
  std::printf("  %-22s median %7.2f ms, 99th percentile %7.2f ms, found %zu of %zu\n", what,
              took[took.size() / 2], took[took.size() * 99 / 100], found, took.size());
}

void run(std::size_t count) {
  std::mt19937_64 chance{1};
  People people;
  const auto start = cpu_ms();
  fill(people, count, chance);
  std::printf("%zu people, read in %.1f s (promised: an answer in 50 ms for 100,000)\n", count,
              (cpu_ms() - start) / 1e3);
  const auto by_name = [&](const std::string& asked) {
    return !people.table.index().find(asked, people.table.rows()).empty();
  };
  const auto exactly = [&](const std::string& asked) {
    return !people.table.found_exactly(asked).empty();
  };
  auto typed = people.called;
  for (auto& each : typed) each = mistyped(std::move(each), chance);
  measure("a name", people.called, by_name);
  measure("a name, mistyped", typed, by_name);
  measure("a phone", people.phones, exactly);
  measure("a document", people.documents, exactly);
  measure("a case code", people.codes, exactly);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    run(100'000);
    run(1'000'000);
  }
  for (int i = 1; i < argc; ++i) run(number_of<std::size_t>(argv[i]).value_or(100'000));
  return 0;
}
