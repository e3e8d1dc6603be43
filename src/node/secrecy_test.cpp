#include <gtest/gtest.h>

#include "node/trial.h"

namespace ts::node {
namespace {

using namespace trial;

std::u32string points_of(std::string_view utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t point = size == 1 ? first : first & (0x7fU >> size);
    for (std::size_t n = 1; n < size; ++n)
      point = point << 6 | (static_cast<unsigned char>(utf8[i + n]) & 0x3fU);
    out += point;
    i += size;
  }
  return out;
}

std::string utf16(std::string_view utf8, bool big_endian) {
  std::string out;
  for (const auto point : points_of(utf8)) {
    const auto high = static_cast<char>(point >> 8), low = static_cast<char>(point & 0xff);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

/// What of `bytes` is the same in base64 whatever stands `before` bytes before it.
std::string base64_within(std::string_view bytes, std::size_t before) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto text = std::string(before, '\0') + std::string{bytes};
  std::string out;
  for (std::size_t bit = 0; bit + 6 <= 8 * text.size(); bit += 6) {
    unsigned digit = 0;
    for (std::size_t i = bit; i < bit + 6; ++i)
      digit = digit << 1 | (static_cast<unsigned char>(text[i / 8]) >> (7 - i % 8) & 1U);
    out += digits[digit];
  }
  return out.substr((8 * before + 5) / 6);
}

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

/// Every way in which `text` may lie in a file.
std::vector<std::string> ways_to_write(const std::string& text) {
  std::vector<std::string> out{text, lower(text), utf16(text, true), utf16(text, false),
                               hex(bytes_of(text))};
  for (std::size_t before = 0; before < 3; ++before) out.push_back(base64_within(text, before));
  auto upper = hex(bytes_of(text));
  for (auto& c : upper)
    if (c >= 'a') c = static_cast<char>(c - 32);
  out.push_back(upper);
  return out;
}

/// Names that are in no other file of the world.
const std::vector<std::string> people{"Quillonbraskerel", "زهرةالبيداءالمختلقة", "Вымышленогорская",
                                      "ภาพสมมุติใจดี"};
const std::vector<std::string> secrets{
    "tel+990555013377",  "Nowherestrasse77b",      "shewasinventedhere",
    "inventedcolleague", "quibblelogin",           "Imaginaryhavenhouse",
    "Fabledquayteam",    "reasonsthatareinvented", "seventeen quaint herons"};

class Secrecy : public NodeTest {
 protected:
  Secrecy() : NodeTest{Where::in_files} {}

  /// A network with all of it in: cases, accounts, sessions, searches, reasons, a forgotten case.
  void live() {
    const auto org = node_->add_organisation(secrets[5], "PT");
    auto& accounts = node_->organisation(org).accounts();
    const auto team = accounts.make_team_at_console(secrets[6]);
    const auto make = [&](const std::string& login, Role role) {
      const auto id = accounts.make_at_console(
          {.login = login, .name = secrets[3], .role = role, .team = team}, secret(secrets[8]));
      return Caller{.account = id, .org = org, .role = role, .team = team, .reasons = {}};
    };
    const auto amal = make(secrets[4], Role::caseworker);
    const auto chief = make("chief", Role::supervisor);
    node_->sign_in(secrets[4], secret(secrets[8]), "192.0.2.1");
    key_of([&] { node_->sign_in("quibblelogin", secret("shewasinventedhere"), "192.0.2.1"); });
    key_of([&] { node_->sign_in("Nowherestrasse77b", secret("x"), "192.0.2.1"); });
    CaseId last;
    for (const auto& name : people) last = work(amal, name);
    auto& cases = cases_of(chief);
    cases.give_reason(chief, last, FieldClass::health, secrets[7]);
    cases.search(chief, people[0], {}, 10);
    key_of([&] { cases.search(chief, "\xff", {}, 10); });
    cases.forget(chief, work(amal, people[1]), 1, records::Reason::asked_by_person);
  }
  CaseId work(const Caller& caller, const std::string& name) {
    const auto id = open(caller, name);
    auto& cases = cases_of(caller);
    const auto person = cases.read(caller, id).records.at(0);
    cases.change(caller, id, person.id, 1,
                 {{"prs_MobilePhone", secrets[0]}, {"prs_MailingStreet", secrets[1]}});
    cases.change(caller, id, person.id, 2, {{"tsn_CalledName", name + " " + name}});
    note(caller, id, secrets[2]);
    // What is wrong with what was sent must not be told with it.
    key_of([&] { cases.change(caller, id, person.id, 3, {{"prs_Gender", name}}); });
    key_of([&] { cases.change(caller, id, person.id, 3, {{name, name}}); });
    return id;
  }
  /// "file: text" for everything of which anything is found.
  std::vector<std::string> found() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator{root_}) {
      if (!entry.is_regular_file()) continue;
      const auto name = fs::relative(entry.path(), root_).string();
      search(name, name + '\n' + content(entry.path()), out);
    }
    return out;
  }
  static void search(const std::string& where, const std::string& text,
                     std::vector<std::string>& out) {
    for (const auto* list : {&people, &secrets})
      for (const auto& wanted : *list)
        for (const auto& way : ways_to_write(wanted))
          if (text.find(way) != std::string::npos) out.push_back(where + ": " + wanted);
  }
};

TEST_F(Secrecy, would_be_seen_to_fail) {
  EXPECT_EQ(base64_within("any carnal pleas", 0), "YW55IGNhcm5hbCBwbGVhc");
  for (const auto& name : people)
    for (const auto& way : ways_to_write(name)) {
      std::ofstream{root_ / "leak", std::ios::binary | std::ios::trunc} << "before" << way;
      EXPECT_FALSE(found().empty());
    }
}

TEST_F(Secrecy, nothing_that_was_written_of_anybody_can_be_read_from_any_file_or_log) {
  testing::internal::CaptureStderr();
  live();
  const auto while_open = found();
  const auto made = back_up(layout(), root_ / "backups", clock_);
  stop();
  const auto closed = found();
  clock_.forward(std::chrono::minutes{1});
  const auto restored = restore(layout(), made.folder, opener(), clock_);
  start();
  const auto log = testing::internal::GetCapturedStderr();

  EXPECT_TRUE(restored.set_aside);
  EXPECT_EQ(while_open, std::vector<std::string>{});
  EXPECT_EQ(closed, std::vector<std::string>{});
  EXPECT_EQ(found(), std::vector<std::string>{});
  std::vector<std::string> in_log;
  search("log", log, in_log);
  EXPECT_EQ(in_log, std::vector<std::string>{});
  EXPECT_NE(log.find("store.step_taken"), std::string::npos);
}

}  // namespace
}  // namespace ts::node
