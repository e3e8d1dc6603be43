#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "node/node.h"
#include "openid/provider.h"
#include "vault/node_key.h"

/// The command line: one file per command. Answers go to standard output, progress and errors to
/// standard error.
namespace ts::cli {

/// What a command ends with; part of the contract, for scripts.
enum Exit { done = 0, findings = 1, bad_input = 2, machine_failed = 3 };

/// Everything that can be said to a command, after file, environment and flags are put together.
struct Settings {
  std::filesystem::path data;
  std::string database;  ///< the address of a PostgreSQL server, without a password; or empty
  std::filesystem::path key_file;
  std::filesystem::path passphrase_file;      ///< "-" is standard input
  std::filesystem::path new_passphrase_file;  ///< for an account or the node; "-" likewise
  std::filesystem::path new_key_file;         ///< for the node
  std::filesystem::path out, from, backups;
  std::filesystem::path certificate, private_key;  ///< of the server, PEM
  std::string listen = "127.0.0.1:8080", metrics;
  std::string sign_on_issuer, sign_on_client, sign_on_address, sign_on_name;
  std::string sign_on_second_factor;
  std::filesystem::path sign_on_secret_file;
  std::string organisation, country, login, name, role = "caseworker", team, language = "en";
  std::uint64_t cases = 300, seed = 1;
  bool json = false, off = false, hooks_anywhere = false;
};

int run(int argc, char** argv);

int init(const Settings& settings);
int serve(const Settings& settings);
int demo(const Settings& settings);
int organisation_add(const Settings& settings);
int user_add(const Settings& settings);
int user_list(const Settings& settings);
int user_passphrase(const Settings& settings);
int user_second_factor(const Settings& settings);
int catalogue_list(const Settings& settings);
int own_fields(const Settings& settings);
int backup(const Settings& settings);
int restore(const Settings& settings);
int key_change(const Settings& settings);
int audit_verify(const Settings& settings);
int doctor(const Settings& settings);
int version(const Settings& settings);

/// Where the node lies.
node::Layout layout_of(const Settings& settings);
/// What opens the node: the key file, a service credential, or a passphrase from a file or the
/// terminal. `Failure{invalid, "cli.needs_key"}` when there is no terminal to ask.
vault::Opener opener(const Settings& settings, bool for_new_node = false);
/// Nothing where `opener` would have to ask.
std::optional<vault::Opener> opener_if_given(const Settings& settings);
/// A provider that people sign in through, or none.
std::unique_ptr<openid::Provider> provider_of(const Settings& settings, const Clock& clock);
/// The first line of a file, "-" being standard input.
crypto::SecretText secret_line(const std::filesystem::path& path);
/// A new passphrase, of an account or of the node, from its file or the terminal, there twice.
crypto::SecretText new_passphrase(const Settings& settings);

/// The language of the environment, if it is one that is spoken here; else English.
std::string language_here();
/// The text of a message key in that language.
std::string say(std::string_view key);

}  // namespace ts::cli
