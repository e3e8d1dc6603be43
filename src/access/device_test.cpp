#include "access/device.h"

#include <gtest/gtest.h>

namespace ts::access {
namespace {

void expect(std::string_view user_agent, std::string_view browser, std::string_view system) {
  const auto device = device_of(user_agent);
  EXPECT_EQ(device.browser, browser) << user_agent;
  EXPECT_EQ(device.system, system) << user_agent;
}

TEST(Device, is_known_by_its_header_in_two_words) {
  expect("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "firefox", "windows");
  expect(
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
      "Chrome/128.0.0.0 Mobile Safari/537.36",
      "chrome", "android");
  expect(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
      "like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      "safari", "ios");
  expect(
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
      "Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0",
      "edge", "windows");
  expect(
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
      "Chrome/127.0.0.0 Safari/537.36 OPR/113.0.0.0",
      "opera", "mac");
  expect("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "firefox",
         "linux");
}

TEST(Device, of_no_header_we_know_is_other) {
  expect("", "other", "other");
  expect("curl/7.88.1", "other", "other");
}

TEST(Device, is_read_again_by_its_two_words) {
  EXPECT_EQ(device_named("opera", "ios"), (Device{.browser = "opera", .system = "ios"}));
  EXPECT_EQ(device_named("Opera/9", ""), Device{});
}

}  // namespace
}  // namespace ts::access
