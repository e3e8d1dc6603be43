#include "cli/cli.h"

namespace ts::cli {

std::unique_ptr<openid::Provider> provider_of(const Settings& settings, const Clock& clock) {
  if (settings.sign_on_issuer.empty()) return nullptr;
  if (settings.sign_on_secret_file.empty()) throw Failure{Fault::invalid, "cli.bad_sign_on"};
  return std::make_unique<openid::Provider>(
      openid::Setup{.issuer = settings.sign_on_issuer,
                    .client = settings.sign_on_client,
                    .secret = secret_line(settings.sign_on_secret_file),
                    .back = settings.sign_on_address,
                    .name = settings.sign_on_name,
                    .second_factor = settings.sign_on_second_factor},
      clock);
}

}  // namespace ts::cli
