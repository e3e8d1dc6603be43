#include "http/client.h"

#include <gtest/gtest.h>

namespace ts::http {
namespace {

TEST(PublicAddress, is_none_of_this_machine_or_a_private_network) {
  for (const auto* address :
       {"1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "192.0.1.1",
        "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1",
        "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_TRUE(is_public_address(address)) << address;
  for (const auto* address : {"",
                              "example",
                              "0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.7",
                              "192.88.99.1",
                              "192.168.1.1",
                              "198.19.0.1",
                              "198.51.100.1",
                              "203.0.113.9",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "::ffff:10.0.0.1",
                              "::ffff:127.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::1",
                              "2002:a00:1::1",
                              "2001:db8::1",
                              "2001::1",
                              "2001:1ff::1",
                              "3fff::1",
                              "4000::1"})
    EXPECT_FALSE(is_public_address(address)) << address;
}

}  // namespace
}  // namespace ts::http
