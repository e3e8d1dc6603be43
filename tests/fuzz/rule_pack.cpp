// What somebody puts into the folder of own packs: it is refused with a reason, or it is a pack
// that can be told in words and answers about anybody.
#include "base/failure.h"
#include "rules/examples.h"
#include "rules/folder.h"
#include "rules/pack.h"
#include "rules/words.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string text{reinterpret_cast<const char*>(data), size};
  std::vector<rules::File> files{{"own.json", text}};
  files.push_back(rules::index_of(files));
  const auto loaded = rules::Library::built_in().with(files);
  const auto pack = loaded.library.text_of(files.front());
  ensure(pack != nullptr || !loaded.refusals.empty());
  for (const auto& each : loaded.refusals) rules::say(each.reason, "en", loaded.library);
  // The same bytes as worked examples, and as an index.
  rules::try_examples(files.front(), *rules::Library::built_in().pack("no-2008"),
                      rules::Library::built_in());
  const std::vector<rules::File> index{{"index.json", text}};
  rules::Library::built_in().with(index);
  if (!pack) return 0;
  rules::plain(*pack, "ar", loaded.library);
  const rules::Situation asked{.on = std::chrono::year{2024} / 2 / 29,
                               .facts = {{"decision.date", Date{std::chrono::year{2024} / 2 / 29}},
                                         {"presumed_victim", true}},
                               .held = {}};
  for (const auto& each : loaded.library.answers(*pack, asked))
    if (each.clock && each.clock->from && each.clock->until)
      ensure(*each.clock->from <= *each.clock->until);
  return 0;
}
