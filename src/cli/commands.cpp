#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>

#include "api/problem.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/estimate.h"
#include "cli/exchange.h"
#include "cli/link.h"
#include "cli/private_matching.h"
#include "cli/release.h"
#include "cli/rules.h"
#include "lang/messages.h"

namespace ts::cli {
namespace {

/// One thing that can be set: by flag, by environment (TURNSTONE_NAME), or in the file of --config,
/// the first of these that says it.
class Options {
 public:
  explicit Options(Settings& settings) : settings_{settings} {}

  template <class T>
  CLI::Option* add(CLI::App* app, const std::string& name, T& target, const std::string& help) {
    auto* option = app->add_option("--" + name, target, help);
    option->envname(environment_name(name));
    set_.push_back({option, name, [&target](const std::string& text) {
                      return CLI::detail::lexical_cast(text, target);
                    }});
    return option;
  }

  void data(CLI::App* app) {
    add(app, "data", settings_.data, "The data directory");
    add(app, "database", settings_.database,
        "Address of a PostgreSQL server where the organisations lie (postgresql://…), without a "
        "password; left out, they lie in the data directory");
  }
  void key(CLI::App* app) {
    add(app, "key-file", settings_.key_file, "A file of 32 random bytes that opens the node");
    add(app, "passphrase-file", settings_.passphrase_file,
        "A file whose first line is the passphrase of the node; - is standard input");
  }
  void json(CLI::App* app) { app->add_flag("--json", settings_.json, "Answer in JSON"); }

  /// What neither flag nor environment said, from the file.
  void read(const std::string& file) {
    std::vector<CLI::ConfigItem> items;
    try {
      items = CLI::ConfigINI{}.from_file(file);
    } catch (const CLI::Error&) {
      throw Failure{Fault::invalid, "cli.no_config"};
    }
    for (const auto& item : items)
      for (const auto& each : set_)
        if (each.name == item.name && each.option->count() == 0 && !item.inputs.empty() &&
            !each.take(item.inputs.front()))
          throw Failure{Fault::invalid, "cli.bad_config"};
  }

  void need(const std::filesystem::path& path, MessageKey key) const {
    if (path.empty()) throw Failure{Fault::invalid, key};
  }

 private:
  static std::string environment_name(const std::string& name) {
    std::string out = "TURNSTONE_";
    for (const char c : name) out += c == '-' ? '_' : static_cast<char>(c - ('a' - 'A'));
    return out;
  }
  struct One {
    CLI::Option* option;
    std::string name;
    std::function<bool(const std::string&)> take;
  };
  Settings& settings_;
  std::vector<One> set_;
};

int exit_of(const Failure& failure) {
  switch (failure.fault()) {
    case Fault::unavailable:
      return machine_failed;
    case Fault::invalid:
    case Fault::unauthenticated:
    case Fault::forbidden:
    case Fault::absent:
    case Fault::conflict:
    case Fault::stale:
    case Fault::unconditional:
    case Fault::too_large:
    case Fault::too_many:
      return bad_input;
  }
  return machine_failed;
}

using Command = int (*)(const Settings&);

/// What the flags of each command are, and what it runs.
class Commands {
 public:
  explicit Commands(Settings& settings) : options_{settings}, settings_{settings} {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--config", config_, "A file of settings: one `name = value` a line")
        ->envname("TURNSTONE_CONFIG");
    add_node_commands();
    add_account_commands();
    add_operation_commands();
    add_release_commands();
    add_rules_commands();
    add_estimate_command();
    add_link_command();
    add_matching_commands();
    add_linkage_unit_commands();
    add_exchange_commands();
  }

  CLI::App& app() { return app_; }

  int run() {
    if (!config_.empty()) options_.read(config_);
    if (needs_data_) options_.need(settings_.data, "cli.needs_data");
    return chosen_();
  }

 private:
  /// A command of the node, which shares its settings with the others.
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& help,
                    Command chosen, bool needs_data = true) {
    auto* out = parent.add_subcommand(name, help);
    out->callback([this, chosen, needs_data] {
      chosen_ = [this, chosen] { return chosen(settings_); };
      needs_data_ = needs_data;
    });
    return out;
  }
  /// A command that works on files and needs no node: it has options of its own, filled when it is
  /// chosen.
  template <class Own>
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& help,
                    int (*chosen)(const Own&), std::shared_ptr<Own> options) {
    auto* out = parent.add_subcommand(name, help);
    out->callback([this, out, chosen, options] {
      if (!out->get_subcommands().empty()) return;  // that is what was meant
      chosen_ = [chosen, options] { return chosen(*options); };
      needs_data_ = false;
    });
    return out;
  }

  void add_node_commands() {
    auto& s = settings_;
    auto* init = command(app_, "init", "Make an encrypted data directory", cli::init);
    options_.data(init);
    options_.key(init);
    options_.add(init, "organisation", s.organisation, "Name of the first organisation");
    options_.add(init, "country", s.country, "Its country (ISO 3166, two letters)");

    auto* serve = command(app_, "serve", "Unlock a data directory and serve it", cli::serve);
    options_.data(serve);
    options_.key(serve);
    options_
        .add(serve, "listen", s.listen,
             "Address and port; loopback only, unless there is a certificate")
        ->capture_default_str();
    options_.add(serve, "certificate", s.certificate,
                 "The certificate of the server with its chain (PEM); read again at SIGHUP");
    options_.add(serve, "private-key", s.private_key, "The key of the certificate (PEM)");
    options_.add(
        serve, "metrics", s.metrics,
        "Address and port, loopback only, for counts and times at /metrics; none unless said");
    options_.add(serve, "hooks-anywhere", s.hooks_anywhere,
                 "true: webhooks may go to addresses of this machine and of private networks, too");
    add_sign_on(serve);

    auto* demo = command(app_, "demo", "Make a data directory with an invented network", cli::demo);
    options_.data(demo);
    options_.key(demo);
    options_.add(demo, "cases", s.cases, "How many invented cases")->capture_default_str();
    options_.add(demo, "seed", s.seed, "The same seed, the same people")->capture_default_str();
    options_.json(demo);
  }

  void add_sign_on(CLI::App* serve) {
    auto& s = settings_;
    options_.add(serve, "sign-on-issuer", s.sign_on_issuer,
                 "People may also sign in through this provider of OpenID Connect (https://…)");
    options_.add(serve, "sign-on-client", s.sign_on_client, "What the provider calls this program");
    options_.add(serve, "sign-on-secret-file", s.sign_on_secret_file,
                 "A file whose first line is the secret that goes with it");
    options_.add(serve, "sign-on-address", s.sign_on_address,
                 "Address of this program as people reach it (https://…), without a path");
    options_.add(serve, "sign-on-name", s.sign_on_name, "Name of the provider on the button");
    options_.add(serve, "sign-on-second-factor", s.sign_on_second_factor,
                 "acr or amr by which the provider says that it has seen a second factor; left "
                 "out, codes are asked for here");
  }

  void add_account_commands() {
    auto& s = settings_;
    auto* organisation = app_.add_subcommand("organisation", "Organisations of the node");
    organisation->require_subcommand(1);
    auto* make = command(*organisation, "add", "Make an organisation", organisation_add);
    options_.data(make);
    options_.key(make);
    options_.add(make, "name", s.organisation, "Its name")->required();
    options_.add(make, "country", s.country, "Its country (ISO 3166, two letters)")->required();

    auto* user = app_.add_subcommand("user", "Accounts, from where the machine is");
    user->require_subcommand(1);
    auto* add = command(*user, "add", "Make an account", user_add);
    options_.data(add);
    options_.key(add);
    options_.add(add, "organisation", s.organisation,
                 "Name or id of the organisation; may be left out when there is one");
    options_.add(add, "login", s.login, "Name to sign in with")->required();
    options_.add(add, "name", s.name, "Name that colleagues see")->required();
    options_.add(add, "role", s.role, "Role")->capture_default_str();
    options_.add(add, "team", s.team, "Name of the team; made when there is none");
    options_.add(add, "language", s.language, "en fr es pt ru ar")->capture_default_str();
    options_.add(add, "new-passphrase-file", s.new_passphrase_file,
                 "A file whose first line is the account's passphrase; - is standard input");
    auto* list = command(*user, "list", "List the accounts", user_list);
    options_.data(list);
    options_.key(list);
    options_.json(list);
    auto* passphrase =
        command(*user, "passphrase", "Give an account a new passphrase", user_passphrase);
    options_.data(passphrase);
    options_.key(passphrase);
    options_.add(passphrase, "login", s.login, "Name to sign in with")->required();
    options_.add(passphrase, "new-passphrase-file", s.new_passphrase_file,
                 "A file whose first line is the account's passphrase; - is standard input");
    auto* factor = command(*user, "second-factor", "Take the second factor of an account off",
                           user_second_factor);
    options_.data(factor);
    options_.key(factor);
    options_.add(factor, "login", s.login, "Name to sign in with")->required();
    factor->add_flag("--off", s.off, "Off: the account signs in with its passphrase alone");
  }

  void add_estimate_command() {
    const auto o = std::make_shared<EstimateOptions>();
    auto* app =
        command(app_, "estimate", "How many people has nobody found: from overlaps of lists",
                cli::estimate, o);
    app->add_option("LISTS.csv", o->lists,
                    "A column of 0 and 1 a list, and a column count; - is input")
        ->required();
    options_.add(app, "out", o->out, "The folder that is made for the results")->required();
    app->add_flag("--pairs", o->pairs, "Only list sizes and overlaps: columns list, other, people");
    options_.add(app, "strata", o->strata,
                 "A column that takes the table apart: each part is estimated, and all added up");
    options_.add(app, "method", o->methods,
                 "all, or of independent,stepwise,aic,bic,averaged,downhill,graphs,latent_classes");
    options_.add(app, "threshold", o->threshold, "Of the stepwise rule")->capture_default_str();
    options_.add(app, "order", o->order, "Lists in the largest term of a model, 2 to 4")
        ->capture_default_str();
    options_.add(app, "replicates", o->replicates, "Resampled tables")->capture_default_str();
    options_.add(app, "seed", o->seed, "The same seed, the same result")->capture_default_str();
    options_.add(app, "threads", o->threads, "0: one a processor")->capture_default_str();
    options_.add(app, "language", o->language, "Of the report: en fr es pt ru ar")
        ->capture_default_str();
    app->add_flag("--inside", o->inside, "Exact counts: for inside the organisation only");
    app->add_flag("--json", o->json, "Answer in JSON");
  }

  void add_link_command() {
    const auto o = std::make_shared<LinkOptions>();
    auto* app = command(app_, "link", "Find records that are perhaps one person", cli::link, o);
    app->add_option("A.csv", o->a, "A file, CSV with a header")->required();
    app->add_option("B.csv", o->b, "Another; without it, duplicates within the first");
    app->add_option("--spec", o->spec, "How what is compared (JSON); else guessed by the columns");
    app->add_option("--truth", o->truth, "A column of both files: equal values are one person");
    app->add_option("--out", o->out, "The folder that is made for the results");
    app->add_option("--language", o->language, "Of the report: en fr es pt ru ar")
        ->capture_default_str();
    app->add_option("--threads", o->threads, "0: one a processor")->capture_default_str();
    app->add_flag("--plan-only", o->plan_only, "Only count which pairs would be compared");
    app->add_flag("--json", o->json, "Answer in JSON");
  }

  void add_matching_commands() {
    auto* psi = app_.add_subcommand(
        "psi", "Who is on two organisations' lists, or how many on several, and no name shown");
    psi->require_subcommand(1);
    const auto common = [this](CLI::App* app, PsiOptions& o) {
      options_.add(app, "key-file", o.key_file, "A file of 32 random bytes that both sides have")
          ->required();
      options_.add(app, "out", o.out, "The folder that is made")->required();
      options_.add(app, "threads", o.threads, "0: one a processor")->capture_default_str();
    };
    const auto list = [](CLI::App* app, PsiOptions& o) {
      app->add_option("LIST.csv", o.list, "A person a line; - is standard input")->required();
      app->add_option("--id", o.columns.id, "Column of ids; columns are found by their headers");
      app->add_option("--given", o.columns.given_name, "Column of given names, or of whole names");
      app->add_option("--family", o.columns.family_name, "Column of family names");
      app->add_option("--birth", o.columns.birth_date, "Column of birth dates, as 1994-03-28");
      app->add_option("--place", o.columns.place, "Column of places");
    };

    // In the file of --config they hold for all who answer here.
    const auto budget = [this](CLI::App* app, PsiOptions& o) {
      options_.add(app, "asked-questions", o.budget.questions, "That are answered within the days")
          ->capture_default_str();
      options_.add(app, "asked-people", o.budget.people, "Who may be on their lists together")
          ->capture_default_str();
      options_.add(app, "asked-days", o.budget.days, "The days")->capture_default_str();
    };

    const auto offered = std::make_shared<PsiOptions>();
    auto* offer = command(*psi, "offer", "Ask: what is sent to the other side", psi_offer, offered);
    list(offer, *offered);
    common(offer, *offered);
    offer->add_flag("--count", offered->count, "Learn only how many are on both lists");

    const auto answered = std::make_shared<PsiOptions>();
    auto* answer = command(*psi, "answer", "Answer the other side's offer", psi_answer, answered);
    list(answer, *answered);
    common(answer, *answered);
    answer->add_option("--offer", answered->message, "The other side's offer.psi")->required();
    budget(answer, *answered);

    const auto asking = std::make_shared<PsiOptions>();
    auto* asked = command(*psi, "asked", "What was asked of us under a key", psi_asked, asking);
    options_.add(asked, "key-file", asking->key_file, "The file of the shared key")->required();
    budget(asked, *asking);

    const auto finished = std::make_shared<PsiOptions>();
    auto* finish = command(*psi, "finish", "Read the answer", psi_finish, finished);
    common(finish, *finished);
    finish->add_option("--answer", finished->message, "The other side's answer.psi")->required();
    finish->add_option("--kept", finished->kept, "The kept.psi of the offer")->required();
    add_round_commands(*psi, common, list, budget);
  }

  /// Several organisations; `common` and `list` as for two.
  template <class Common, class List, class Limits>
  void add_round_commands(CLI::App& psi, const Common& common, const List& list,
                          const Limits& budget) {
    const auto joined = std::make_shared<PsiRoundOptions>();
    auto* join =
        command(psi, "join", "Of several lists: ours, for the next party", psi_join, joined);
    list(join, joined->psi);
    common(join, joined->psi);
    join->add_option("--round", joined->round, "What all have agreed to call it")->required();
    join->add_option("--party", joined->party, "Our number, from 1")->required();
    join->add_option("--of", joined->of, "How many parties there are, 2 to 10")->required();
    join->add_option("--name", joined->name, "What our list is called in the table")->required();

    const auto passing = std::make_shared<PsiRoundOptions>();
    auto* pass =
        command(psi, "pass", "Another party's list, further on its way", psi_pass, passing);
    common(pass, passing->psi);
    budget(pass, passing->psi);
    pass->add_option("LIST.psi", passing->psi.message, "From the party before us")->required();
    pass->add_option("--kept", passing->psi.kept, "The newest kept.psi of the round")->required();

    const auto tallied = std::make_shared<PsiRoundOptions>();
    auto* tally = command(psi, "tally", "How many are on which lists", psi_tally, tallied);
    common(tally, tallied->psi);
    tally->add_option("LISTS.psi", tallied->lists, "All lists, after the last party")->required();
    tally->add_option("--least", tallied->least, "Figures of fewer people are not told")
        ->capture_default_str();
    tally->add_flag("--inside", tallied->inside,
                    "Exact figures, too, for an estimate: for inside the organisation only");
  }

  void add_linkage_unit_commands() {
    const auto encoding = std::make_shared<EncodeOptions>();
    auto* encode = command(app_, "encode", "A list as vectors that a linkage unit can compare",
                           encode_list, encoding);
    encode->add_option("LIST.csv", encoding->list, "A person a line; - is standard input")
        ->required();
    encode->add_option("--schema", encoding->schema, "Which column is what (JSON)");
    options_
        .add(encode, "key-file", encoding->key_file,
             "A file of 32 random bytes that both sides have, and not the linkage unit")
        ->required();
    options_.add(encode, "out", encoding->out, "The folder that is made")->required();
    options_.add(encode, "threads", encoding->threads, "0: one a processor")->capture_default_str();

    const auto matching = std::make_shared<MatchOptions>();
    auto* match = command(app_, "match", "Compare the vectors of two lists", match_lists, matching);
    match->add_option("A.tsc", matching->a, "The vectors of one side")->required();
    match->add_option("B.tsc", matching->b, "Those of the other")->required();
    match->add_option("--at", matching->at,
                      "From which Dice coefficient people are alike, in both views");
    options_.add(match, "out", matching->out, "The folder that is made")->required();
    options_.add(match, "threads", matching->threads, "0: one a processor")->capture_default_str();
  }

  void add_exchange_commands() {
    const auto coding = std::make_shared<ExportOptions>();
    auto* people = command(app_, "export", "People of a table in the columns and codes of others",
                           export_people, coding);
    people
        ->add_option("PEOPLE", coding->people,
                     "A workbook or CSV as the page takes cases out; - is standard input")
        ->required();
    people->add_option("--to", coding->to, "ctdc, ictip, or a mapping file (JSON)")->required();
    people->add_option("--out", coding->out, "The file that is written; else standard output");
    const auto pushing = std::make_shared<Dhis2Options>();
    auto& p = *pushing;
    auto* dhis2 = command(app_, "dhis2", "Figures of a table as data values of DHIS2, or as ADX",
                          dhis2_push, pushing);
    dhis2->add_option("TABLE.csv", p.table, "A table with a column of figures; - is standard input")
        ->required();
    dhis2->add_option("--mapping", p.mapping, "What each figure is called there (JSON)")
        ->required();
    dhis2->add_option("--org-unit", p.org_unit, "In the place of the one of the mapping");
    dhis2->add_option("--period", p.period, "2025, 2025S1, 2025Q1, 202501, 2025W5, 20250131");
    dhis2->add_option("--format", p.format, "json (dataValueSets) or adx")
        ->check(CLI::IsMember({"json", "adx"}))
        ->capture_default_str();
    dhis2->add_option("--out", p.out, "The file that is written; else standard output");
    dhis2->add_option("--push", p.push, "The server that it is sent to: https://host/path");
    dhis2->add_option("--token-file", p.token_file,
                      "A file whose first line is a personal access token; - is standard input");
    dhis2->add_flag("--dry-run", p.dry_run,
                    "Show what would be sent, and let the server check it without taking it");
    dhis2->add_option("--patience", p.patience, "Seconds to wait for the server")
        ->capture_default_str();
    people->add_option("--on", coding->on, "The day on which consent must be in force; else today");
  }

  void add_operation_commands() {
    auto& s = settings_;
    auto* catalogue = app_.add_subcommand("catalogue", "The fields that can be recorded");
    catalogue->require_subcommand(1);
    auto* list = command(*catalogue, "list", "Every field: name, type, class, core, values, labels",
                         catalogue_list, false);
    options_.add(list, "language", s.language, "en fr es pt ru ar")->capture_default_str();
    options_.json(list);
    auto* own =
        command(*catalogue, "own", "Check fields that an organisation adds, and give them to it",
                own_fields, false);
    own->add_option("file", s.from, "The file of fields")->required();
    options_.data(own);
    options_.add(own, "organisation", s.organisation, "Whose they become, by id; none: check only");

    auto* backup =
        command(app_, "backup", "Copy a data directory, also while it is served", cli::backup);
    options_.data(backup);
    options_.add(backup, "out", s.out, "The folder in which a new folder is made")->required();
    options_.json(backup);

    auto* restore =
        command(app_, "restore", "Put a backup in place of a data directory", cli::restore);
    options_.data(restore);
    options_.key(restore);
    options_.add(restore, "from", s.from, "The folder that `backup` made")->required();
    options_.json(restore);

    auto* key = app_.add_subcommand("key", "What opens the node");
    key->require_subcommand(1);
    auto* change = command(
        *key, "change", "Open the node by another passphrase or key file, also while it is served",
        key_change);
    options_.data(change);
    options_.key(change);
    options_.add(change, "new-key-file", s.new_key_file,
                 "The key file from now on; made when it is not there");
    options_.add(change, "new-passphrase-file", s.new_passphrase_file,
                 "A file whose first line is the passphrase from now on; - is standard input");

    auto* audit = app_.add_subcommand("audit", "The chain of what was done");
    audit->require_subcommand(1);
    auto* verify = command(*audit, "verify",
                           "Hold everything against the chain; with a key, open every sealed byte",
                           audit_verify);
    options_.data(verify);
    options_.key(verify);
    options_.json(verify);

    auto* doctor = command(
        app_, "doctor", "Look at data, machine and backups, and say what is not well", cli::doctor);
    options_.data(doctor);
    options_.key(doctor);
    options_.add(doctor, "backups", s.backups, "The folder in which `backup` makes its folders");
    options_.add(doctor, "certificate", s.certificate, "The certificate that `serve` is given");
    options_.add(doctor, "private-key", s.private_key, "The key that `serve` is given");
    options_.json(doctor);

    auto* version = command(app_, "version", "Which program this is", cli::version, false);
    options_.json(version);
  }

  void add_release_commands() {
    const auto making = std::make_shared<ReleaseOptions>();
    auto& m = *making;
    auto* release = command(app_, "release", "Make data about people that identify nobody",
                            cli::release, making);
    release->add_option("input", m.in, "The file, CSV with a header; - is standard input");
    release->add_option("--out", m.out, "The folder that is made");
    release->add_option("--k", m.k, "How many people share whatever is told")
        ->capture_default_str();
    release->add_option("--length", m.length, "Of the longest combinations, 1 to 5")
        ->capture_default_str();
    release
        ->add_option("--method", m.method,
                     "k, dp (differential privacy), microdata or cell-keys; docs/release.md")
        ->check(CLI::IsMember({"k", "dp", "microdata", "cell-keys"}));
    release->add_option("--l", m.l, "Of microdata: different sensitive values among those alike")
        ->capture_default_str();
    release->add_option("--t", m.t, "Of microdata: how far their sensitive values may be from all")
        ->capture_default_str();
    release->add_option("--key", m.key,
                        "Of cell keys: the file of the secret; made if there is none");
    release->add_option("--epsilon", m.epsilon,
                        "Differential privacy with this epsilon, instead of k");
    release->add_option("--delta", m.delta,
                        "Of differential privacy; else 1 / (n ln n), at most 1e-6");
    release->add_option("--title", m.title, "Of the data, in the report")->capture_default_str();
    release->add_option("--purpose", m.purpose, "What the release is for");
    release->add_option("--language", m.language, "Of the report")->capture_default_str();
    release->add_option("--accept-risk", m.accepted_because,
                        "Why it goes out although an attack succeeded");
    release->add_option("--spec", m.spec, "A file that says what the columns are (JSON)");
    release->add_flag("--zero-is-missing", m.zero_is_missing,
                      "0 says that nothing was reported, as in sparse data");
    release->add_flag("--hxl", m.hxl, "A row of HXL tags below the header of synthetic.csv");
    release->add_option("--seed", m.seed, "The same seed, the same records: for tests only");
    release->add_option("--threads", m.threads, "0: as many as there are processors")
        ->capture_default_str();
    release->add_flag("--json", m.json, "Answer in JSON");

    const auto checking = std::make_shared<VerifyReleaseOptions>();
    auto* verify = command(*release, "verify", "Hold a published folder against its proof",
                           verify_release, checking);
    verify->add_option("folder", checking->folder, "The folder")->required();
    verify->add_flag("--json", checking->json, "Answer in JSON");
  }

  void add_rules_commands() {
    auto* rules = app_.add_subcommand("rules", "The law as data: packs, and what they say");
    rules->require_subcommand(1);

    const auto check = std::make_shared<RulesCheck>();
    auto* checking = command(*rules, "check", "Check packs; say in plain words what they mean",
                             rules_check, check);
    checking->add_option("path", check->path,
                         "A folder or a pack; without it the packs of the program");
    checking->add_option("--language", check->language, "en fr es pt ru ar")->capture_default_str();
    checking->add_flag("--write-index", check->write_index,
                       "Put the hashes of the packs of the folder into its index.json");
    checking->add_flag("--json", check->json, "Answer in JSON");

    const auto explain = std::make_shared<RulesExplain>();
    auto* explaining = command(*rules, "explain", "What a pack says about a situation, and why",
                               rules_explain, explain);
    explaining->add_option("--pack", explain->pack, "Name of the pack")->required();
    explaining->add_option("--facts", explain->facts, "A JSON file; - is standard input")
        ->required();
    explaining->add_option("--on", explain->on, "The day of the event");
    explaining->add_option("--rules", explain->rules, "A folder of own packs");
    explaining->add_option("--language", explain->language, "en fr es pt ru ar")
        ->capture_default_str();
    explaining->add_flag("--json", explain->json, "Answer in JSON");
  }

  CLI::App app_{"Turnstone: the case and data system of a counter-trafficking network"};
  Options options_;
  Settings& settings_;
  std::string config_;
  std::function<int()> chosen_;
  bool needs_data_ = true;
};

}  // namespace

node::Layout layout_of(const Settings& settings) {
  return {.root = settings.data, .database = settings.database};
}

std::string language_here() {
  const char* locale = std::getenv("LANG");
  const std::string language = locale ? locale : "en";
  return std::string{lang::Messages::choose(language.substr(0, 2))};
}

std::string say(std::string_view key) { return api::message(key, language_here()); }

int run(int argc, char** argv) {
  Settings settings;
  Commands commands{settings};
  try {
    commands.app().parse(argc, argv);
    return commands.run();
  } catch (const CLI::ParseError& error) {
    return commands.app().exit(error) == 0 ? done : bad_input;
  } catch (const Failure& failure) {
    std::cerr << "turnstone: " << say(failure.key().text()) << '\n';
    for (const auto& problem : failure.problems())
      std::cerr << "  " << problem.field << ": " << say(problem.message.text()) << '\n';
    return exit_of(failure);
  } catch (const Bug& mistake) {
    log::event("cli.bug", {{"place", mistake}});
    std::cerr << "turnstone: " << say("program.mistake") << '\n';
    return machine_failed;
  } catch (const std::filesystem::filesystem_error&) {
    std::cerr << "turnstone: " << say("store.failed") << '\n';
    return machine_failed;
  }
}

}  // namespace ts::cli
