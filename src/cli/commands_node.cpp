#include "cli/commands.h"

namespace ts::cli {
namespace {

void add_sign_on(Commands& commands, CLI::App* serve) {
  auto& options = commands.options;
  auto& s = commands.settings;
  options.add(serve, "sign-on-issuer", s.sign_on_issuer,
              "People may also sign in through this provider of OpenID Connect (https://…)");
  options.add(serve, "sign-on-client", s.sign_on_client, "What the provider calls this program");
  options.add(serve, "sign-on-secret-file", s.sign_on_secret_file,
              "A file whose first line is the secret that goes with it");
  options.add(serve, "sign-on-address", s.sign_on_address,
              "Address of this program as people reach it (https://…), without a path");
  options.add(serve, "sign-on-name", s.sign_on_name, "Name of the provider on the button");
  options.add(serve, "sign-on-second-factor", s.sign_on_second_factor,
              "acr or amr by which the provider says that it has seen a second factor; left "
              "out, codes are asked for here");
}

void add_directory_commands(Commands& commands) {
  auto& options = commands.options;
  auto& s = commands.settings;
  auto* init = commands.add(commands.app, "init", "Make an encrypted data directory", cli::init);
  options.data(init);
  options.key(init);
  options.add(init, "organisation", s.organisation, "Name of the first organisation");
  options.add(init, "country", s.country, "Its country (ISO 3166, two letters)");

  auto* serve =
      commands.add(commands.app, "serve", "Unlock a data directory and serve it", cli::serve);
  options.data(serve);
  options.key(serve);
  options
      .add(serve, "listen", s.listen,
           "Address and port; loopback only, unless there is a certificate")
      ->capture_default_str();
  options.add(serve, "certificate", s.certificate,
              "The certificate of the server with its chain (PEM); read again at SIGHUP");
  options.add(serve, "private-key", s.private_key, "The key of the certificate (PEM)");
  options.add(
      serve, "metrics", s.metrics,
      "Address and port, loopback only, for counts and times at /metrics; none unless said");
  options.add(serve, "hooks-anywhere", s.hooks_anywhere,
              "true: webhooks may go to addresses of this machine and of private networks, too");
  add_sign_on(commands, serve);

  auto* demo = commands.add(commands.app, "demo", "Make a data directory with an invented network",
                            cli::demo);
  options.data(demo);
  options.key(demo);
  options.add(demo, "cases", s.cases, "How many invented cases")->capture_default_str();
  options.add(demo, "seed", s.seed, "The same seed, the same people")->capture_default_str();
  options.json(demo);
}

void add_account_commands(Commands& commands) {
  auto& options = commands.options;
  auto& s = commands.settings;
  auto* organisation = commands.app.add_subcommand("organisation", "Organisations of the node");
  organisation->require_subcommand(1);
  auto* make = commands.add(*organisation, "add", "Make an organisation", organisation_add);
  options.data(make);
  options.key(make);
  options.add(make, "name", s.organisation, "Its name")->required();
  options.add(make, "country", s.country, "Its country (ISO 3166, two letters)")->required();

  auto* user = commands.app.add_subcommand("user", "Accounts, from where the machine is");
  user->require_subcommand(1);
  auto* add = commands.add(*user, "add", "Make an account", user_add);
  options.data(add);
  options.key(add);
  options.add(add, "organisation", s.organisation,
              "Name or id of the organisation; may be left out when there is one");
  options.add(add, "login", s.login, "Name to sign in with")->required();
  options.add(add, "name", s.name, "Name that colleagues see")->required();
  options.add(add, "role", s.role, "Role")->capture_default_str();
  options.add(add, "team", s.team, "Name of the team; made when there is none");
  options.add(add, "language", s.language, "en fr es pt ru ar")->capture_default_str();
  options.add(add, "new-passphrase-file", s.new_passphrase_file,
              "A file whose first line is the account's passphrase; - is standard input");
  auto* list = commands.add(*user, "list", "List the accounts", user_list);
  options.data(list);
  options.key(list);
  options.json(list);
  auto* passphrase =
      commands.add(*user, "passphrase", "Give an account a new passphrase", user_passphrase);
  options.data(passphrase);
  options.key(passphrase);
  options.add(passphrase, "login", s.login, "Name to sign in with")->required();
  options.add(passphrase, "new-passphrase-file", s.new_passphrase_file,
              "A file whose first line is the account's passphrase; - is standard input");
  auto* factor = commands.add(*user, "second-factor", "Take the second factor of an account off",
                              user_second_factor);
  options.data(factor);
  options.key(factor);
  options.add(factor, "login", s.login, "Name to sign in with")->required();
  factor->add_flag("--off", s.off, "Off: the account signs in with its passphrase alone");
}

void add_operation_commands(Commands& commands) {
  auto& options = commands.options;
  auto& s = commands.settings;
  auto* catalogue = commands.app.add_subcommand("catalogue", "The fields that can be recorded");
  catalogue->require_subcommand(1);
  auto* list =
      commands.add(*catalogue, "list", "Every field: name, type, class, core, values, labels",
                   catalogue_list, false);
  options.add(list, "language", s.language, "en fr es pt ru ar")->capture_default_str();
  options.json(list);
  auto* own =
      commands.add(*catalogue, "own", "Check fields that an organisation adds, and give them to it",
                   own_fields, false);
  own->add_option("file", s.from, "The file of fields")->required();
  options.data(own);
  options.add(own, "organisation", s.organisation, "Whose they become, by id; none: check only");

  auto* backup = commands.add(commands.app, "backup",
                              "Copy a data directory, also while it is served", cli::backup);
  options.data(backup);
  options.add(backup, "out", s.out, "The folder in which a new folder is made")->required();
  options.json(backup);

  auto* restore = commands.add(commands.app, "restore", "Put a backup in place of a data directory",
                               cli::restore);
  options.data(restore);
  options.key(restore);
  options.add(restore, "from", s.from, "The folder that `backup` made")->required();
  options.json(restore);

  auto* key = commands.app.add_subcommand("key", "What opens the node");
  key->require_subcommand(1);
  auto* change = commands.add(
      *key, "change", "Open the node by another passphrase or key file, also while it is served",
      key_change);
  options.data(change);
  options.key(change);
  options.add(change, "new-key-file", s.new_key_file,
              "The key file from now on; made when it is not there");
  options.add(change, "new-passphrase-file", s.new_passphrase_file,
              "A file whose first line is the passphrase from now on; - is standard input");

  auto* audit = commands.app.add_subcommand("audit", "The chain of what was done");
  audit->require_subcommand(1);
  auto* verify = commands.add(
      *audit, "verify", "Hold everything against the chain; with a key, open every sealed byte",
      audit_verify);
  options.data(verify);
  options.key(verify);
  options.json(verify);

  auto* doctor =
      commands.add(commands.app, "doctor",
                   "Look at data, machine and backups, and say what is not well", cli::doctor);
  options.data(doctor);
  options.key(doctor);
  options.add(doctor, "backups", s.backups, "The folder in which `backup` makes its folders");
  options.add(doctor, "certificate", s.certificate, "The certificate that `serve` is given");
  options.add(doctor, "private-key", s.private_key, "The key that `serve` is given");
  options.json(doctor);

  auto* version =
      commands.add(commands.app, "version", "Which program this is", cli::version, false);
  options.json(version);
}

}  // namespace

void add_node_commands(Commands& commands) {
  add_directory_commands(commands);
  add_account_commands(commands);
  add_operation_commands(commands);
}

}  // namespace ts::cli
