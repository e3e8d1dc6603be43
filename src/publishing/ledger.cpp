#include "publishing/ledger.h"

#include <algorithm>
#include <map>

namespace ts::publishing {
namespace {

bool newer(const Release* a, const Release* b) {
  return a->started_at != b->started_at ? a->started_at > b->started_at : a->id < b->id;
}

}  // namespace

std::vector<Account> ledger_of(const std::vector<Release>& releases) {
  std::map<std::string, Account> by_source;
  for (const auto& release : releases) {
    if (!release.spent()) continue;
    auto& account = by_source[release.source];
    account.source = release.source;
    account.rho += release.rho;
    account.releases.push_back(&release);
  }
  std::vector<Account> out;
  for (auto& [source, account] : by_source) {
    std::sort(account.releases.begin(), account.releases.end(), newer);
    out.push_back(std::move(account));
  }
  return out;
}

double spent_of(const std::vector<Release>& releases, std::string_view source) {
  double out = 0;
  for (const auto& release : releases)
    if (release.source == source && release.spent()) out += release.rho;
  return out;
}

const Release* newest_published(const std::vector<Release>& releases, std::string_view source) {
  const Release* out = nullptr;
  for (const auto& release : releases)
    if (release.source == source && release.state == State::published &&
        (!out || newer(&release, out)))
      out = &release;
  return out;
}

}  // namespace ts::publishing
