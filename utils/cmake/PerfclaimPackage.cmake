# `cpack -G DEB` in the build folder. The version is the project's; libraries that
# the package needs are found by dpkg-shlibdeps.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME perfclaim)
set(CPACK_PACKAGE_CONTACT "perfclaim's developers <perfclaim@perfclaim.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds out whether a commit that claims to be faster is")
set(CPACK_PACKAGE_DESCRIPTION
  "It finds the CUDA kernels and launches that a commit changed, writes a benchmark
of the old and the new code, proves that they agree, and compares the ratio of
their times with what the commit message claims.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The host backend links programs with this compiler. CUDA's headers come with a
# toolkit, which Debian does not have.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-${LLVM_VERSION_MAJOR}, libclang-common-${LLVM_VERSION_MAJOR}-dev, libstdc++-12-dev | libstdc++-dev")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "git, python3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, man-db")
include(CPack)
