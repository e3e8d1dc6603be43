# ts_module(NAME [USES modules...] [LIBS targets...]): src/NAME/*.cpp becomes a static library and
# src/NAME/*_test.cpp its test program. What a module USES is what its files may include;
# tools/check_includes.mjs reads the same lines and holds the sources to them.
set(TS_PCH_HEADERS <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional>
    <span> <string> <string_view> <unordered_map> <variant> <vector> <boost/json.hpp>)
# Modules that count and calculate: their tests would take minutes if they were not optimised.
set(TS_ENGINES stats estimate release linkage private_matching)

add_library(ts_settings INTERFACE)
target_include_directories(ts_settings INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/gen)
target_link_libraries(ts_settings INTERFACE ts_boost)

file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch.cpp CONTENT "")
add_library(ts_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(ts_pch PUBLIC ts_settings)
# A program, because programs and libraries are compiled with different flags (-fPIE, -fPIC).
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch_test.cpp CONTENT "int main() {}\n")
add_executable(ts_pch_test ${CMAKE_BINARY_DIR}/pch_test.cpp)
target_link_libraries(ts_pch_test PUBLIC ts_settings GTest::gtest rapidcheck)
if(TS_PCH)
  target_precompile_headers(ts_pch PRIVATE ${TS_PCH_HEADERS})
  target_precompile_headers(ts_pch_test PRIVATE ${TS_PCH_HEADERS} <gtest/gtest.h> <rapidcheck.h>)
endif()

function(ts_reuse_pch target from)
  if(TS_PCH)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()

function(ts_together target)
  if(TS_TOGETHER)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  endif()
endfunction()

function(ts_module name)
  cmake_parse_arguments(arg "" "" "USES;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM arg_USES PREPEND ts_)

  if(sources)
    add_library(ts_${name} STATIC ${sources})
    target_link_libraries(ts_${name} PUBLIC ts_settings ${arg_USES} ${arg_LIBS})
    if(TS_CHECKED AND name IN_LIST TS_ENGINES)
      target_compile_options(ts_${name} PRIVATE -O1)
    else()
      ts_reuse_pch(ts_${name} ts_pch)
    endif()
    ts_together(ts_${name})
    if(name STREQUAL base)
      ts_embed(ts_base)
    endif()
  else()
    add_library(ts_${name} INTERFACE)
    target_link_libraries(ts_${name} INTERFACE ts_settings ${arg_USES} ${arg_LIBS})
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ts_${name} GTest::gtest_main rapidcheck)
    ts_reuse_pch(${name}_test ts_pch_test)
    ts_together(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# ts_program(NAME DIRECTORY [USES modules...]): the program NAME from src/DIRECTORY.
function(ts_program name directory)
  cmake_parse_arguments(arg "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${directory}/*.cpp)
  list(TRANSFORM arg_USES PREPEND ts_)
  if(sources)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE ts_settings ${arg_USES})
  endif()
endfunction()

# ts_bench(NAME [USES modules...]): bench/NAME.cpp measures a promise; built on request only, as
# bench_NAME.
function(ts_bench name)
  cmake_parse_arguments(arg "" "" "USES" ${ARGN})
  list(TRANSFORM arg_USES PREPEND ts_)
  add_executable(bench_${name} EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/${name}.cpp)
  target_link_libraries(bench_${name} PRIVATE ts_settings ${arg_USES})
endfunction()
