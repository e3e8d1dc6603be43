#include "node/doctor.h"

#include "node/trial.h"

namespace ts::node::trial {
namespace {

std::vector<std::string> keys_of(const std::vector<Ailment>& ailments) {
  std::vector<std::string> out;
  for (const auto& each : ailments) out.emplace_back(each.key.text());
  return out;
}
using Keys = std::vector<std::string>;

class ADoctor : public NodeTest {
 protected:
  explicit ADoctor(Where where = Where::anywhere) : NodeTest{where} {}
  /// Without what the disk of the tests is like.
  Keys looking() {
    auto out = keys_of(examine(layout(), clock_));
    std::erase(out, "doctor.disk_low");
    return out;
  }
  void backup_of(std::chrono::hours ago) {
    auto name = to_text(clock_.now() + -ago);
    name[13] = name[16] = '-';
    fs::create_directories(root_ / "backups" / name);
  }
  Keys backups() { return keys_of(examine_backups(root_ / "backups", clock_)); }
};

TEST_F(ADoctor, finds_nothing_where_all_is_well_also_while_it_serves) {
  const auto org = found();
  person(org, "amal");
  EXPECT_EQ(looking(), Keys{});
  stop();
  EXPECT_EQ(looking(), Keys{});
}

TEST_F(ADoctor, finds_what_others_may_read) {
  stop();
  const auto file = layout().node_file();
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  const auto found = examine(layout(), clock_);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].key, MessageKey{"doctor.others_may_read"});
  EXPECT_EQ(found[0].where, file.string());
}

TEST_F(ADoctor, finds_a_clock_that_went_back) {
  found();
  EXPECT_EQ(looking(), Keys{});
  clock_.forward(-std::chrono::hours{24});
  EXPECT_EQ(looking(), Keys{"doctor.clock_behind"});
}

TEST_F(ADoctor, finds_a_chain_that_was_altered) {
  const auto org = found();
  node_->organisation(org).database().write(
      [](db::Writer& tx) { tx.run("UPDATE audit SET what = 'case_read' WHERE seq = 2"); });
  EXPECT_EQ(looking(), Keys{"doctor.chain"});
}

class ADoctorOfFiles : public ADoctor {
 protected:
  ADoctorOfFiles() : ADoctor{Where::in_files} {}
};

TEST_F(ADoctorOfFiles, finds_a_store_that_is_gone) {
  const auto org = found();
  stop();
  fs::remove(layout().organisation(org) / "store.db");
  ASSERT_EQ(looking().size(), 1U);
  EXPECT_EQ(looking()[0].substr(0, 6), "store.");
}

TEST_F(ADoctor, is_told_where_there_is_nothing_to_look_at) {
  EXPECT_EQ(key_of([&] { examine(Layout{root_ / "nowhere"}, clock_); }), "node.missing");
}

TEST_F(ADoctor, finds_a_key_file_that_does_not_open_or_lies_beside_the_data) {
  const auto file = root_ / "node.key";
  vault::write_key_file(file);
  EXPECT_EQ(keys_of(examine_key_file(file, layout())),
            (Keys{"doctor.key_beside_data", "vault.other_opener"}));
  Node::create({root_ / "other"}, file, cheap);
  EXPECT_EQ(keys_of(examine_key_file(root_ / "nowhere.key", {root_ / "other"})),
            Keys{"vault.key_file"});
  EXPECT_EQ(keys_of(examine_key_file(file, {root_ / "other"})), Keys{"doctor.key_beside_data"});
  fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(keys_of(examine_key_file(file, {root_ / "other"}))[0], "doctor.others_may_read");
}

TEST_F(ADoctor, finds_backups_that_are_missing_old_or_too_old) {
  EXPECT_EQ(backups(), Keys{"doctor.backup_none"});
  fs::create_directories(root_ / "backups" / "holiday pictures");
  EXPECT_EQ(backups(), Keys{"doctor.backup_none"});
  backup_of(std::chrono::hours{49});
  EXPECT_EQ(backups(), Keys{"doctor.backup_old"});
  backup_of(std::chrono::hours{3});
  EXPECT_EQ(backups(), Keys{});
  backup_of(std::chrono::hours{24 * 31});
  EXPECT_EQ(backups(), Keys{"doctor.backup_undoes_forgetting"});
  back_up(layout(), root_ / "backups", clock_);
  EXPECT_EQ(backups(), Keys{"doctor.backup_undoes_forgetting"});
}

TEST(AMachine, with_open_swap_may_write_memory_to_disk) {
  const auto sealed = [](const std::string& device) { return device == "/dev/dm-1"; };
  EXPECT_EQ(plain_swaps("", sealed), Keys{});
  EXPECT_EQ(plain_swaps("Filename\t\tType\t\tSize\n", sealed), Keys{});
  EXPECT_EQ(plain_swaps("Filename  Type  Size\n/dev/dm-1  partition  8\n/dev/zram0 partition 8\n"
                        "/swap.img file 8\n/dev/sda2\tpartition\t8\n",
                        sealed),
            (Keys{"/swap.img", "/dev/sda2"}));
  EXPECT_EQ(keys_of(examine(Machine{.plain_swaps = {"/dev/sda2"}, .hibernates = true})),
            (Keys{"doctor.swap", "doctor.hibernation"}));
  EXPECT_EQ(keys_of(examine(Machine{.plain_swaps = {}, .hibernates = true})), Keys{});
  EXPECT_EQ(keys_of(examine(Machine{.plain_swaps = {}, .keeps_time = false})),
            Keys{"doctor.clock_adrift"});
}

TEST(AMachine, says_something_of_itself) {
  const auto machine = this_machine();
  EXPECT_LE(examine(machine).size(), machine.plain_swaps.size() + 2);
}

}  // namespace
}  // namespace ts::node::trial
