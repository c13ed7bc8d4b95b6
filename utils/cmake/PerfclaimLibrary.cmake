# What nearly every source includes, parsed once for all libraries; those that need
# Clang have more.
file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
set(perfclaim_headers <functional> <map> <optional> <string> <vector>
  <llvm/ADT/STLExtras.h> <llvm/ADT/StringExtras.h> <llvm/ADT/StringMap.h>
  <llvm/Support/Error.h> <llvm/Support/FormatVariadic.h> <llvm/Support/JSON.h>
  <llvm/Support/raw_ostream.h>)
set(perfclaim_clang_headers <clang/AST/ASTContext.h> <clang/AST/DynamicRecursiveASTVisitor.h>
  <clang/Frontend/CompilerInstance.h>)
# perfclaim_precompile(TARGET HEADER...) makes what others take by REUSE_FROM; their
# flags have to be the same.
function(perfclaim_precompile target)
  add_library(${target} OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(${target} PUBLIC perfclaim_options)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  # libstdc++ 12's std::stable_sort warns of itself when it comes out of a
  # precompiled header.
  target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
endfunction()
perfclaim_precompile(perfclaim_precompiled ${perfclaim_headers})
perfclaim_precompile(perfclaim_clang_precompiled ${perfclaim_headers} ${perfclaim_clang_headers})

# perfclaim_library(NAME [CLANG] DEPENDS Lib...) makes libperfclaimNAME from the
# sources of the current folder. CLANG adds Clang's libraries.
function(perfclaim_library name)
  cmake_parse_arguments(ARG "CLANG" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(perfclaim${name} STATIC ${sources})
  add_library(perfclaim::${name} ALIAS perfclaim${name})
  target_link_libraries(perfclaim${name} PUBLIC perfclaim_options LLVM)
  target_compile_options(perfclaim${name} PRIVATE -Wno-deprecated-declarations)
  if(ARG_CLANG)
    target_link_libraries(perfclaim${name} PUBLIC clang-cpp)
    target_precompile_headers(perfclaim${name} REUSE_FROM perfclaim_clang_precompiled)
  else()
    target_precompile_headers(perfclaim${name} REUSE_FROM perfclaim_precompiled)
  endif()
  foreach(dependency IN LISTS ARG_DEPENDS)
    target_link_libraries(perfclaim${name} PUBLIC perfclaim${dependency})
  endforeach()
  target_link_libraries(perfclaim${name} PUBLIC ${ARG_LINK})
endfunction()
