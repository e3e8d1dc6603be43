#include "cli/commands.h"
#include "cli/release.h"

namespace ts::cli {

void add_release_commands(Commands& commands) {
  const auto making = std::make_shared<ReleaseOptions>();
  auto& m = *making;
  auto* release = commands.add(commands.app, "release",
                               "Make data about people that identify nobody", cli::release, making);
  release->add_option("input", m.in, "The file, CSV with a header; - is standard input");
  release->add_option("--out", m.out, "The folder that is made");
  release->add_option("--k", m.k, "How many people share whatever is told")->capture_default_str();
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
  auto* verify = commands.add(*release, "verify", "Hold a published folder against its proof",
                              verify_release, checking);
  verify->add_option("folder", checking->folder, "The folder")->required();
  verify->add_flag("--json", checking->json, "Answer in JSON");
}

}  // namespace ts::cli
