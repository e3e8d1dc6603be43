#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/trial.h"
#include "db/trial_place.h"
#include "node/backup.h"
#include "node/node.h"

/// For tests: a whole node in a directory that goes away, and invented people.
namespace ts::node::trial {

namespace fs = std::filesystem;
using access::Caller;
using access::Role;

inline constexpr crypto::Cost cheap{.memory_bytes = 8192, .passes = 1};
inline constexpr std::string_view passphrase = "nine lamps along the quay";

using ts::trial::key_of;

inline std::string content(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline void overwrite(const fs::path& file, std::size_t at, std::string_view bytes) {
  std::fstream out{file, std::ios::binary | std::ios::in | std::ios::out};
  out.seekp(static_cast<std::streamoff>(at));
  out << bytes;
}

class NodeTest : public testing::Test {
 protected:
  enum class Where { anywhere, in_files };
  /// `in_files`: for what is about files, also beside a server.
  explicit NodeTest(Where where = Where::anywhere)
      : database_{where == Where::anywhere && db::trial::server() ? db::trial::own_database()
                                                                  : ""} {
    crypto::start();
    fs::create_directory(root_);
    Node::create(layout(), opener(), cheap);
    start();
  }
  ~NodeTest() override {
    node_.reset();
    fs::remove_all(root_);
  }

  Layout layout() const { return {.root = root_ / "node", .database = database_}; }
  static vault::Opener opener() { return crypto::SecretText{std::string{passphrase}}; }
  static crypto::SecretText secret(std::string_view text = "kettle hills 9 lanterns") {
    return crypto::SecretText{std::string{text}};
  }
  void start() {
    stop();
    node_ = std::make_unique<Node>(layout(), opener(), clock_);
  }
  void stop() { node_.reset(); }
  std::string starting() {
    return key_of([&] { start(); });
  }

  /// An organisation with a team; `people` are made in it.
  OrgId found(const std::string& name = "Harbour Light") {
    const auto org = node_->add_organisation(name, "PT");
    node_->organisation(org).accounts().make_team_at_console("Quay Team");
    return org;
  }
  Caller person(OrgId org, const std::string& login, Role role = Role::caseworker) {
    auto& accounts = node_->organisation(org).accounts();
    const auto team = accounts.teams().at(0).id;
    const auto id = accounts.make_at_console(
        {.login = login, .name = "Zubeida Quintanar", .role = role, .team = team}, secret());
    return {.account = id, .org = org, .role = role, .team = team, .reasons = {}};
  }
  cases::Cases& cases_of(const Caller& caller) { return node_->organisation(caller.org).cases(); }
  CaseId open(const Caller& caller, std::string name = "Aurelio") {
    clock_.forward(std::chrono::seconds{1});
    return cases_of(caller)
        .open(caller,
              {.id = CaseId::random(),
               .team = {},
               .records = {{RecordId::random(), "person", {{"tsn_CalledName", std::move(name)}}},
                           {RecordId::random(), "consent", {{"con_Consent", true}}}}},
              {})
        .file.id;
  }
  void note(const Caller& caller, CaseId id, std::string text) {
    cases_of(caller).add(caller, id,
                         {RecordId::random(), "note", {{"cco_CaseComment", std::move(text)}}}, {});
  }
  std::string reading(const Caller& caller, CaseId id) {
    return key_of([&] { cases_of(caller).read(caller, id); });
  }
  /// What `audit verify` finds in the whole node.
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    for (auto* organisation : node_->organisations())
      for (const auto& finding : organisation->verify().findings)
        out.emplace_back(finding.key.text());
    return out;
  }

  fs::path root_ = fs::temp_directory_path() / ("node-" + OrgId::random().text());
  std::string database_;
  ManualClock clock_{{1'772'000'000'000}};
  std::unique_ptr<Node> node_;
};

}  // namespace ts::node::trial
