# perfclaim_library(NAME [CLANG] DEPENDS Lib...) makes libperfclaimNAME from the
# sources of the current folder. CLANG adds Clang's libraries.
function(perfclaim_library name)
  cmake_parse_arguments(ARG "CLANG" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(perfclaim${name} STATIC ${sources})
  add_library(perfclaim::${name} ALIAS perfclaim${name})
  target_link_libraries(perfclaim${name} PUBLIC perfclaim_options LLVM)
  if(ARG_CLANG)
    target_link_libraries(perfclaim${name} PUBLIC clang-cpp)
    target_precompile_headers(perfclaim${name} PRIVATE
      <clang/AST/ASTContext.h> <clang/AST/DynamicRecursiveASTVisitor.h>
      <clang/Frontend/CompilerInstance.h>)
    # libstdc++ 12's std::stable_sort warns of itself when it comes out of a
    # precompiled header.
    target_compile_options(perfclaim${name} PRIVATE -Wno-deprecated-declarations)
  endif()
  foreach(dependency IN LISTS ARG_DEPENDS)
    target_link_libraries(perfclaim${name} PUBLIC perfclaim${dependency})
  endforeach()
  target_link_libraries(perfclaim${name} PUBLIC ${ARG_LINK})
endfunction()
