# LLVM and Clang 22.1, linked dynamically: one copy of every cl::opt, and a
# small binary. Version ranges are rejected by LLVM's own version file.
find_package(LLVM 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
find_package(Clang 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2)

add_library(perfclaim_options INTERFACE)
separate_arguments(definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(perfclaim_options INTERFACE ${definitions})
target_include_directories(perfclaim_options SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
target_include_directories(perfclaim_options INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_compile_options(perfclaim_options INTERFACE -Wall -Wextra -Wno-unused-parameter
  $<$<BOOL:${PERFCLAIM_WERROR}>:-Werror>)
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(perfclaim_options INTERFACE -fno-rtti)
endif()
if(PERFCLAIM_SANITIZE)
  target_compile_options(perfclaim_options INTERFACE -fsanitize=${PERFCLAIM_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(perfclaim_options INTERFACE -fsanitize=${PERFCLAIM_SANITIZE})
endif()
