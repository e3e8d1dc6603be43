# ts_embed(TARGET): puts data/ and the built page into TARGET, byte by byte, through the assembler:
# no compiler reads them. What they are called inside: base/data.h.
function(ts_embed target)
  file(GLOB_RECURSE data RELATIVE ${CMAKE_SOURCE_DIR}/data CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/*)
  set(page_dir ${CMAKE_SOURCE_DIR}/build/page)
  file(GLOB_RECURSE page RELATIVE ${page_dir} CONFIGURE_DEPENDS ${page_dir}/*)

  set(names "")
  foreach(file ${data})
    list(APPEND names "${file}!${CMAKE_SOURCE_DIR}/data/${file}")
  endforeach()
  foreach(file ${page})
    list(APPEND names "page/${file}!${page_dir}/${file}")
  endforeach()
  # base/data.cpp looks names up by bisection. "!" sorts before every character of a name, so that
  # "a.html" comes before "a.html.br".
  list(SORT names COMPARE STRING CASE SENSITIVE)

  set(asm ".section .rodata\n")
  set(decl "#include \"base/data.h\"\n\nextern \"C\" {\n")
  set(table "")
  set(depends "")
  set(i 0)
  foreach(entry ${names})
    string(REPLACE "!" ";" entry "${entry}")
    list(GET entry 0 name)
    list(GET entry 1 path)
    string(APPEND asm ".balign 16\n.global ts_file_${i}\nts_file_${i}:\n.incbin \"${path}\"\n"
                      ".global ts_file_${i}_end\nts_file_${i}_end:\n.byte 0\n")
    string(APPEND decl "extern const char ts_file_${i}[], ts_file_${i}_end[];\n")
    string(APPEND table "    {\"${name}\", {ts_file_${i}, static_cast<std::size_t>(ts_file_${i}_end - ts_file_${i})}},\n")
    list(APPEND depends ${path})
    math(EXPR i "${i} + 1")
  endforeach()
  string(APPEND asm ".section .note.GNU-stack,\"\",@progbits\n")
  string(APPEND decl "}\n\nnamespace ts::data {\n\nstd::span<const File> files() {\n"
                     "  static const File all[] = {\n${table}  };\n  return all;\n}\n\n}  // namespace ts::data\n")

  set(gen ${CMAKE_BINARY_DIR}/gen)
  file(CONFIGURE OUTPUT ${gen}/files.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${gen}/files.cpp CONTENT "${decl}" @ONLY)
  set_property(SOURCE ${gen}/files.S PROPERTY OBJECT_DEPENDS "${depends}")
  target_sources(${target} PRIVATE ${gen}/files.S ${gen}/files.cpp)
endfunction()
