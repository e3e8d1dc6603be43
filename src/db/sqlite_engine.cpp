#include "db/engine.h"
#include "db/files.h"
#include "db/migrations.h"
#include "db/sqlite.h"

namespace ts::db {
namespace {

class SqliteFiles : public Engine {
 public:
  SqliteFiles(const Location& location, Access access)
      : location_{location},
        readers_{access == Access::write ? Opening::reader : Opening::stranger} {
    if (access == Access::write)
      occupied_ = occupy(location);
    else if (!std::filesystem::exists(location.store) || !std::filesystem::exists(location.keys))
      throw Failure{Fault::unavailable, "store.missing"};
  }

  std::unique_ptr<Connection> open(const std::vector<Migration>& steps) override {
    create_private(location_.keys);
    create_private(location_.store);
    auto out = std::make_unique<SqliteConnection>(location_, Opening::writer);
    check_version(*out, steps);
    migrate(*out, location_, steps);
    return out;
  }
  std::unique_ptr<Connection> reader() override {
    return std::make_unique<SqliteConnection>(location_, readers_);
  }
  bool alone() const override { return readers_ == Opening::reader; }
  int check(Connection& reader, const std::vector<Migration>& steps) override {
    check_version(reader, steps);
    return version_of(reader);
  }
  void copy(Connection& snapshot, const Location& to, const std::vector<Migration>&) override {
    copy_snapshot(dynamic_cast<SqliteConnection&>(snapshot), to);
  }
  std::shared_ptr<void> follow(std::function<void()>) override { return nullptr; }

 private:
  Location location_;
  Opening readers_;
  Descriptor occupied_;
};

}  // namespace

std::unique_ptr<Engine> engine_of(const Location& location, Access access) {
  return std::make_unique<SqliteFiles>(location, access);
}

}  // namespace ts::db
