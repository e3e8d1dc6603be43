# Every library that is not ours; docs/dependencies.md has a line for each.
find_package(Boost 1.81.0 EXACT REQUIRED CONFIG COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(PostgreSQL 15 REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n data)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
find_package(EXPAT 2.5 REQUIRED)
pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose>=0.6.2)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
find_package(GTest 1.12 REQUIRED)
find_package(rapidcheck REQUIRED)

# The definitions must be the same in every file that sees Asio or Beast, or the program links and
# then crashes; hence one target that carries them.
add_library(ts_boost INTERFACE)
target_compile_definitions(ts_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION
                           BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(ts_boost INTERFACE Boost::headers Boost::json Boost::url Threads::Threads)
