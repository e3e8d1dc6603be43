#include "cli/cli.h"
#include "crypto/crypto.h"

int main(int argc, char** argv) {
  ts::crypto::start();
  return ts::cli::run(argc, argv);
}
