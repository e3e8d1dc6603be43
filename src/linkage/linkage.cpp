#include "linkage/linkage.h"

#include <algorithm>
#include <optional>

namespace ts::linkage {

Linkage::Linkage(Spec spec, const Table& a, const Table* b, const TrainOptions& options,
                 const Progress& progress)
    : spec_{std::move(spec)}, records_{spec_, a, b}, candidates_{records_, spec_, options.threads} {
  if (records_.pairs() < 1) return;
  std::optional<Examined> examined{std::in_place, records_,        candidates_,
                                   most_examined, options.threads, progress.part(0.1, 0.4)};
  model_ = train(records_, *examined, options);
  if (!examined->whole()) examined.reset();  // of no use any more, and large
  links_ = score(records_, candidates_, examined ? &*examined : nullptr, model_, least_probability,
                 options.threads, progress.part(0.4, 1));
  if (!records_.one_file()) given_each_other(links_, records_, model_);
}

std::vector<Link> Linkage::chosen() const {
  auto out = records_.one_file() ? links_ : one_to_one(links_, records_);
  std::erase_if(out, [&](const Link& link) { return link.probability < spec_.threshold; });
  return out;
}

}  // namespace ts::linkage
