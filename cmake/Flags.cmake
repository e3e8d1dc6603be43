# One place for everything that is said to the compiler.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(TS_CHECKED "Address and undefined-behaviour sanitizers, and coverage" OFF)
option(TS_FUZZ "Fuzzing with libFuzzer: the compiler must be clang (tools/fuzz.sh)" OFF)
option(TS_THREADS "Thread sanitizer (tools/threads.sh)" OFF)
option(TS_PCH "Precompiled standard headers" ON)
# From nothing it takes half of the time; after a change of one file, longer. Names that files of one
# module keep to themselves must differ, for the compiler sees them as one file.
option(TS_TOGETHER "Compile the files of a module together" OFF)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                    -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  # One compiler's warnings are kept: that of the release. What libstdc++ itself does with what it calls
  # deprecated (std::stable_sort) is not ours.
  add_compile_options(-Werror -Wno-deprecated-declarations)
  if(TS_TOGETHER)
    add_compile_options(-Wno-shadow)
  endif()
endif()

if(TS_CHECKED)
  # Unoptimised, for half of the time of a run of everything would be compiling; engines are optimised
  # (Module.cmake). What asks at every use of a pointer whether it is none is left to the address
  # sanitizer, which finds the use itself.
  add_compile_options(-O0 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all
                      -fno-sanitize=null,alignment,vptr,object-size,nonnull-attribute,returns-nonnull-attribute
                      --coverage)
  add_link_options(-fsanitize=address,undefined --coverage)
elseif(TS_THREADS)
  add_compile_options(-O1 -g1 -fsanitize=thread)
  add_link_options(-fsanitize=thread)
elseif(TS_FUZZ)
  add_compile_options(-O1 -g1 -fsanitize=fuzzer-no-link,address,undefined
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
else()
  add_compile_options(-O2 -g1 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
                      -fstack-clash-protection -fcf-protection)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS TS_VERSION="${PROJECT_VERSION}")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
