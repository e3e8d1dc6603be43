#include "demo/demo.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "demo/person.h"

namespace ts::demo {
namespace {

namespace fs = std::filesystem;

constexpr Instant present{1'750'000'000'000};

/// A node in a directory of its own that goes away with it.
class Trial {
 public:
  explicit Trial(const Options& options) {
    const auto key_file = root_ / "key";
    fs::create_directories(root_);
    vault::write_key_file(key_file);
    const node::Layout layout{root_ / "node"};
    node::Node::create(layout, key_file, {.memory_bytes = 8ULL << 20, .passes = 1});
    node_.emplace(layout, key_file, clock_);
    accounts_ = fill(*node_, clock_, options, [&](std::size_t done, std::size_t of) {
      EXPECT_EQ(done, ++opened_);
      EXPECT_EQ(of, options.cases);
    });
  }
  ~Trial() {
    node_.reset();
    fs::remove_all(root_);
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  node::Node& node() { return *node_; }
  ManualClock& clock() { return clock_; }
  const std::vector<DemoAccount>& accounts() const { return accounts_; }
  std::size_t opened() const { return opened_; }

  /// Every case of the node, as its caseworkers see it.
  std::vector<cases::View> everything() {
    std::vector<cases::View> out;
    for (auto* organisation : node_->organisations())
      for (const auto& account : organisation->accounts().all()) {
        if (account.role != access::Role::caseworker) continue;
        const access::Caller caller{.account = account.id,
                                    .org = organisation->id(),
                                    .role = account.role,
                                    .team = account.team,
                                    .reasons = {}};
        const auto page = organisation->cases().list(
            caller, {.reach = frames::Reach::mine, .limit = 1000, .after = {}});
        for (const auto& row : page.rows) out.push_back(organisation->cases().read(caller, row.id));
      }
    return out;
  }

 private:
  fs::path root_ = fs::temp_directory_path() / ("turnstone-demo-" + RecordId::random().text());
  ManualClock clock_{present + -span};
  std::optional<node::Node> node_;
  std::vector<DemoAccount> accounts_;
  std::size_t opened_ = 0;
};

/// What was written, without what differs each time: ids, and the exact moments.
std::multiset<std::string> content(Trial& trial) {
  std::multiset<std::string> out;
  for (const auto& view : trial.everything())
    for (auto record : view.records) {
      catalogue::erase_if(record.fields, [](const auto& field) {
        const auto type = catalogue::Catalogue::built_in().field(field.first)->type;
        return type == catalogue::Type::colleague || type == catalogue::Type::person ||
               field.first == "tsn_AnswerOf";
      });
      out.insert(record.kind + ' ' + std::string{text_of(catalogue::encode(record.fields))});
    }
  return out;
}

TEST(Demo, has_every_role_and_five_organisations) {
  Trial trial{{.cases = 20}};
  std::set<std::string> roles, organisations, languages;
  for (const auto& account : trial.accounts()) {
    roles.insert(account.role);
    organisations.insert(account.organisation);
    languages.insert(account.language);
    EXPECT_FALSE(access::weakness(account.passphrase, account.login));
  }
  EXPECT_EQ(roles.size(), access::all_roles.size());
  EXPECT_EQ(organisations.size(), 5U);
  EXPECT_EQ(languages, (std::set<std::string>{"ar", "en", "es", "fr", "pt", "ru"}));
  EXPECT_EQ(trial.opened(), 20U);
  EXPECT_EQ(trial.clock().now(), present);
  for (auto* organisation : trial.node().organisations()) {
    std::set<access::Role> here;
    for (const auto& account : organisation->accounts().all()) here.insert(account.role);
    EXPECT_TRUE(here.contains(access::Role::administrator));
    EXPECT_TRUE(here.contains(access::Role::caseworker) ||
                here.contains(access::Role::protection_officer));
    EXPECT_GT(organisation->frames().size().cases, 0U);
  }
}

TEST(Demo, has_the_register_of_norway_case_by_case) {
  Trial trial{{.cases = 1}};
  std::size_t offices = 0;
  for (auto* organisation : trial.node().organisations()) {
    if (organisation->protection().applications().cases() == 0) continue;
    ++offices;
    for (const auto& account : organisation->accounts().all()) {
      if (account.role != access::Role::protection_officer) continue;
      const access::Caller officer{.account = account.id,
                                   .org = organisation->id(),
                                   .role = account.role,
                                   .team = account.team,
                                   .reasons = {}};
      const auto figures = organisation->protection().figures(officer, {.from = 2007, .to = 2008});
      ASSERT_EQ(figures.size(), 2U);
      EXPECT_EQ(figures[0].granted, 35);
      EXPECT_EQ(figures[1].applied, 51);
      EXPECT_EQ(figures[1].granted, 42);
      EXPECT_EQ(figures[1].refused, 9);
      EXPECT_EQ(figures[1].pending, 0);
      EXPECT_EQ(organisation->protection().list(officer, protection::Work::running).size(), 4U);
    }
  }
  EXPECT_EQ(offices, 1U);
}

TEST(Demo, can_be_signed_in_to_and_not_made_twice) {
  Trial trial{{.cases = 1}};
  const auto& account = trial.accounts().front();
  const auto signed_in =
      trial.node().sign_in(account.login, crypto::SecretText{account.passphrase}, "test");
  EXPECT_TRUE(trial.node().caller(signed_in.session));
  try {
    fill(trial.node(), trial.clock(), {.cases = 1}, {});
    ADD_FAILURE() << "made twice";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.key(), MessageKey{"account.login_taken"});
  }
  EXPECT_EQ(trial.node().organisations().size(), 5U);
}

TEST(Demo, verifies_clean_and_passes_the_catalogue) {
  Trial trial{{.cases = 60}};
  for (auto* organisation : trial.node().organisations()) {
    const auto verification = organisation->verify();
    EXPECT_TRUE(verification.ok());
    EXPECT_GT(verification.entries, 10);
  }
  const auto everything = trial.everything();
  EXPECT_EQ(everything.size(), 63U);  // with the three whole files to look at
  std::set<records::State> states;
  for (const auto& view : everything) {
    states.insert(view.file.state);
    EXPECT_GE(view.file.opened_at, present + -span);
    for (const auto& record : view.records) {
      auto fields = record.fields;
      EXPECT_TRUE(catalogue::Catalogue::built_in().check(record.kind, fields).empty());
      EXPECT_LE(record.changed_at, present);
    }
  }
  EXPECT_EQ(states.size(), 2U);
}

TEST(Demo, is_the_same_for_the_same_seed) {
  Trial one{{.cases = 20, .seed = 7}};
  Trial again{{.cases = 20, .seed = 7}};
  Trial other{{.cases = 20, .seed = 8}};
  EXPECT_EQ(content(one), content(again));
  EXPECT_NE(content(one), content(other));
}

TEST(Story, goes_forward_and_stays_in_its_time) {
  const auto begin = present + -span;
  std::map<Deed, std::size_t> deeds;
  for (std::size_t index = 0; index < 1000; ++index) {
    const auto story = tell(Material::built_in(), 1, index, begin);
    ASSERT_FALSE(story.steps.empty());
    EXPECT_EQ(story.steps.front().deed, Deed::open);
    auto last = begin;
    for (const auto& step : story.steps) {
      EXPECT_GT(step.at, last);
      EXPECT_LT(step.at, present);
      last = step.at;
      ++deeds[step.deed];
    }
  }
  EXPECT_EQ(deeds.size(), 7U);
  EXPECT_EQ(deeds[Deed::open], 1000U);
  EXPECT_GT(deeds[Deed::close], 200U);
}

/// What the catalogue finds wrong, and whether it had to clean anything.
void expect_clean(const Entry& entry, bool whole) {
  const auto& catalogue = catalogue::Catalogue::built_in();
  catalogue::Changes changes;
  for (const auto& [name, value] : entry.fields) changes.emplace(name, value);
  const auto written = changes;
  auto problems = catalogue.check(entry.kind, changes);
  EXPECT_EQ(changes, written) << "not clean as it stands in data/demo: " << entry.kind;
  auto fields = entry.fields;
  if (whole)
    for (auto& problem : catalogue.check(entry.kind, fields)) problems.push_back(problem);
  for (const auto& problem : problems) ADD_FAILURE() << problem.field << problem.message.text();
}

TEST(Story, every_entry_passes_the_catalogue) {
  for (std::size_t index = 0; index < 2000; ++index)
    for (const auto& step : tell(Material::built_in(), 3, index, present + -span).steps)
      for (const auto& entry : step.entries)
        expect_clean(entry, step.deed == Deed::open || step.deed == Deed::add);
}

TEST(Story, has_many_scripts) {
  std::map<std::string_view, std::size_t> seen;
  const std::map<std::string_view, std::pair<char32_t, char32_t>> scripts{
      {"Arabic", {0x600, 0x6ff}}, {"Cyrillic", {0x400, 0x4ff}}, {"Ethiopic", {0x1200, 0x137f}},
      {"Thai", {0xe00, 0xe7f}},   {"Khmer", {0x1780, 0x17ff}},  {"Myanmar", {0x1000, 0x109f}},
      {"Lao", {0xe80, 0xeff}},    {"Han", {0x4e00, 0x9fff}},    {"Vietnamese", {0x1ea0, 0x1eff}},
      {"Latin-1", {0xc0, 0xff}},
  };
  const auto code_point = [](std::string_view text, std::size_t at) -> char32_t {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (byte(0) >= 0xe0) return (byte(0) & 0xfU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
    if (byte(0) >= 0xc0) return (byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU);
    return 0;
  };
  for (std::size_t index = 0; index < 300; ++index) {
    const auto story = tell(Material::built_in(), 1, index, present + -span);
    const auto& person = story.steps.front().entries.front().fields;
    const auto& name = std::get<std::string>(person.at("tsn_CalledName"));
    for (const auto& [script, range] : scripts)
      for (std::size_t i = 0; i < name.size(); ++i)
        if (const auto point = code_point(name, i); point >= range.first && point <= range.second) {
          ++seen[script];
          break;
        }
  }
  for (const auto& [script, range] : scripts) EXPECT_GT(seen[script], 0U) << script;
}

TEST(Material, has_a_sentence_for_everybody) {
  for (const auto& organisation : Material::built_in().organisations)
    for (const auto& account : organisation.accounts)
      for (const auto& name : account.writes) {
        const auto& sentences = Material::built_in().sentences.at(name);
        for (const auto* each :
             {&sentences.opening, &sentences.next, &sentences.health, &sentences.closing}) {
          const auto fits = [&](char gender) {
            return std::any_of(each->begin(), each->end(), [&](const std::string& text) {
              return text[1] != '|' || text[0] == gender;
            });
          };
          EXPECT_TRUE(fits('f')) << name;
          EXPECT_TRUE(fits('m') || organisation.feminine == 100) << name;
        }
      }
}

TEST(Material, phones_are_nobodys) {
  Dice dice{1, 1};
  for (const auto& organisation : Material::built_in().organisations)
    EXPECT_EQ(phone(organisation, dice).find(" 000 0"), organisation.prefix.size());
}

}  // namespace
}  // namespace ts::demo
