#include "vault/node_key.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

#include "base/trial.h"

namespace ts::vault {
namespace {

namespace fs = std::filesystem;

constexpr crypto::Cost cheap{.memory_bytes = 8192, .passes = 1};
constexpr std::string_view passphrase = "seven herons over the weir";

using ts::trial::key_of;

Opener phrase(std::string_view text = passphrase) { return crypto::SecretText{std::string{text}}; }

class NodeKey : public testing::Test {
 protected:
  NodeKey() {
    crypto::start();
    fs::create_directory(directory_);
  }
  ~NodeKey() override { fs::remove_all(directory_); }

  fs::path node() const { return directory_ / "node.json"; }
  fs::path key() const { return directory_ / "key"; }
  static std::string read(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  static void write(const fs::path& path, std::string_view text) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  }
  static fs::perms mode(const fs::path& path) { return fs::status(path).permissions(); }
  std::string unlocking(const Opener& opener) const {
    return key_of([&] { unlock_node_key(node(), opener); });
  }

  fs::path directory_ = fs::temp_directory_path() / ("node-key-" + NodeId::random().text());
};

TEST_F(NodeKey, opens_with_its_passphrase_and_no_other) {
  create_node_key(node(), phrase(), cheap);
  EXPECT_TRUE(opened_by_passphrase(node()));
  EXPECT_TRUE(unlock_node_key(node(), phrase()).equals(unlock_node_key(node(), phrase())));
  EXPECT_EQ(unlocking(phrase("seven herons over the wein")), "vault.wrong_passphrase");
  EXPECT_EQ(unlocking(phrase("")), "vault.wrong_passphrase");
  EXPECT_EQ(unlocking(key()), "vault.other_opener");
}

TEST_F(NodeKey, opens_with_its_key_file_and_no_other) {
  write_key_file(key());
  EXPECT_EQ(fs::file_size(key()), 32U);
  create_node_key(node(), key(), cheap);
  EXPECT_FALSE(opened_by_passphrase(node()));
  EXPECT_EQ(unlocking(key()), "");
  EXPECT_EQ(unlocking(phrase()), "vault.other_opener");
  write_key_file(directory_ / "other");
  EXPECT_EQ(unlocking(directory_ / "other"), "vault.wrong_passphrase");
}

TEST_F(NodeKey, is_the_same_when_another_opener_takes_the_place_of_the_first) {
  write_key_file(key());
  create_node_key(node(), phrase(), cheap);
  const auto before = unlock_node_key(node(), phrase());
  write(node().string() + ".new", "of a change that was interrupted");
  change_opener(node(), phrase(), key(), cheap);
  EXPECT_TRUE(unlock_node_key(node(), key()).equals(before));
  EXPECT_EQ(unlocking(phrase()), "vault.other_opener");
  change_opener(node(), key(), phrase("nine lamps along the pier"), cheap);
  EXPECT_TRUE(unlock_node_key(node(), phrase("nine lamps along the pier")).equals(before));
  EXPECT_EQ(unlocking(phrase()), "vault.wrong_passphrase");
  EXPECT_EQ(mode(node()), fs::perms::owner_read | fs::perms::owner_write);

  const auto text = read(node());
  const auto changing = [&](const Opener& current, const Opener& next) {
    return key_of([&] { change_opener(node(), current, next, cheap); });
  };
  EXPECT_EQ(changing(phrase(), phrase("of no use")), "vault.wrong_passphrase");
  EXPECT_EQ(changing(phrase("nine lamps along the pier"), phrase("short")),
            "vault.short_passphrase");
  EXPECT_EQ(changing(phrase("nine lamps along the pier"), directory_ / "none"), "vault.key_file");
  EXPECT_EQ(read(node()), text);
  EXPECT_FALSE(fs::exists(node().string() + ".new"));
}

TEST_F(NodeKey, takes_only_a_key_file_that_is_long_and_private) {
  write(key(), std::string(32, 'k'));
  create_node_key(node(), key(), cheap);
  EXPECT_EQ(unlocking(key()), "");
  for (const auto other : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(key(), fs::perms::owner_read | other);
    EXPECT_EQ(unlocking(key()), "vault.key_file");
  }
  write(key(), std::string(31, 'k'));
  EXPECT_EQ(unlocking(key()), "vault.key_file");
  write(key(), std::string(100'000, 'k'));
  EXPECT_EQ(unlocking(key()), "vault.key_file");
  fs::remove(key());
  EXPECT_EQ(unlocking(key()), "vault.key_file");
  fs::create_directory(key());
  EXPECT_EQ(unlocking(key()), "vault.key_file");
}

TEST_F(NodeKey, does_not_wait_for_a_pipe_in_the_place_of_a_file) {
  ASSERT_EQ(::mkfifo(key().c_str(), 0600), 0);
  EXPECT_EQ(key_of([&] { create_node_key(node(), key(), cheap); }), "vault.key_file");
  ASSERT_EQ(::mkfifo(node().c_str(), 0600), 0);
  EXPECT_EQ(unlocking(phrase()), "node.damaged");
}

TEST_F(NodeKey, is_made_once_and_for_its_owner_only) {
  create_node_key(node(), phrase(), cheap);
  const auto made = read(node());
  EXPECT_EQ(mode(node()), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(key_of([&] { create_node_key(node(), phrase(), cheap); }), "node.exists");
  EXPECT_EQ(read(node()), made);

  write_key_file(key());
  const auto written = read(key());
  EXPECT_EQ(mode(key()), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(key_of([&] { write_key_file(key()); }), "vault.key_file_exists");
  EXPECT_EQ(read(key()), written);
}

TEST_F(NodeKey, is_not_made_with_a_short_passphrase_nor_where_nothing_can_be_written) {
  EXPECT_EQ(key_of([&] { create_node_key(node(), phrase("eleven char"), cheap); }),
            "vault.short_passphrase");
  EXPECT_FALSE(fs::exists(node()));
  EXPECT_EQ(key_of([&] { create_node_key(directory_ / "no" / "where", phrase(), cheap); }),
            "store.failed");
}

TEST_F(NodeKey, says_whether_its_file_is_missing_damaged_or_newer) {
  EXPECT_EQ(unlocking(phrase()), "node.missing");
  for (const auto* text : {"", "{", "[]", "7", "{}", R"({"format": "1"})", R"({"format": 1})",
                           R"({"format": 0})", R"({"format": -1})", "\xff\xfe"}) {
    write(node(), text);
    EXPECT_EQ(unlocking(phrase()), "node.damaged") << text;
  }
  write(node(), std::string(100'000, '['));
  EXPECT_EQ(unlocking(phrase()), "node.damaged");
  write(node(), R"({"format": 2, "whatever": "comes"})");
  EXPECT_EQ(unlocking(phrase()), "node.newer_version");
  EXPECT_EQ(key_of([&] { opened_by_passphrase(node()); }), "node.newer_version");
}

TEST_F(NodeKey, does_not_open_when_anything_beside_it_is_changed) {
  create_node_key(node(), phrase(), cheap);
  const auto made = read(node());
  const auto changed = [&](std::string_view from, std::string_view to) {
    auto text = made;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    write(node(), text.replace(at, from.size(), to));
    return unlocking(phrase());
  };
  EXPECT_EQ(changed("8192", "9216"), "vault.wrong_passphrase");
  EXPECT_EQ(changed("\"passes\":1", "\"passes\":2"), "vault.wrong_passphrase");
  EXPECT_EQ(changed("\"passes\":1", "\"passes\":0"), "node.damaged");
  EXPECT_EQ(changed("8192", "1"), "node.damaged");
  EXPECT_EQ(changed("8192", "8192000000000"), "node.damaged");
  EXPECT_EQ(changed("\"passphrase\"", "\"key_file\""), "vault.other_opener");
  EXPECT_EQ(changed("\"passphrase\"", "\"nothing\""), "node.damaged");
}

TEST_F(NodeKey, is_never_taken_from_any_other_bytes) {
  create_node_key(node(), phrase(), cheap);
  const auto made = read(node());
  const std::set<std::string> allowed{"node.damaged", "node.newer_version", "vault.other_opener",
                                      "vault.wrong_passphrase"};
  EXPECT_TRUE(rc::check("any bytes", [&] {
    write(node(), *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    RC_ASSERT(allowed.contains(unlocking(phrase())));
  }));
  EXPECT_TRUE(rc::check("the file, cut", [&] {
    const auto size = *rc::gen::inRange<std::size_t>(0, made.rfind('}'));
    write(node(), std::string_view{made}.substr(0, size));
    RC_ASSERT(unlocking(phrase()) == "node.damaged");
  }));
  EXPECT_TRUE(rc::check("the file, one letter or digit changed", [&] {
    const auto at = *rc::gen::inRange<std::size_t>(0, made.size() - 1);
    auto text = made;
    text[at] = *rc::gen::suchThat(rc::gen::inRange<char>(' ', '\x7f'),
                                  [&](char c) { return c != made[at]; });
    write(node(), text);
    const auto said = unlocking(phrase());
    // A hexadecimal digit is the same in upper case; all else must be told.
    if (said.empty()) RC_ASSERT((text[at] | 0x20) == made[at]);
    if (!said.empty()) RC_ASSERT(allowed.contains(said));
  }));
}

TEST_F(NodeKey, leaves_no_half_file_behind_when_the_disk_is_full) {
  struct Limit {
    rlimit before{};
    Limit() {
      ::getrlimit(RLIMIT_FSIZE, &before);
      auto limit = before;
      limit.rlim_cur = 16;
      ::signal(SIGXFSZ, SIG_IGN);
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~Limit() { ::setrlimit(RLIMIT_FSIZE, &before); }
  };
  {
    const Limit limit;
    EXPECT_EQ(key_of([&] { create_node_key(node(), phrase(), cheap); }), "store.full");
    EXPECT_EQ(key_of([&] { write_key_file(key()); }), "store.full");
  }
  EXPECT_TRUE(fs::is_empty(directory_));
  create_node_key(node(), phrase(), cheap);
  EXPECT_EQ(unlocking(phrase()), "");
}

}  // namespace
}  // namespace ts::vault
