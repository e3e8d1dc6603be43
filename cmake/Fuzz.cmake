# Each tests/fuzz/NAME.cpp feeds one reader of foreign bytes. With TS_FUZZ it becomes a program
# fuzz_NAME with libFuzzer (tools/fuzz.sh); otherwise a test that runs it over tests/fuzz/corpus/NAME.
file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
add_custom_target(fuzzers)
foreach(source ${fuzzers})
  get_filename_component(name ${source} NAME_WE)
  add_executable(fuzz_${name} ${source})
  # What the program uses, and what nothing in it uses yet.
  target_link_libraries(fuzz_${name} PRIVATE ts_cli ts_packets)
  if(TS_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay/main.cpp)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz_${name} PROPERTIES TIMEOUT 300)
  endif()
  add_dependencies(fuzzers fuzz_${name})
endforeach()
