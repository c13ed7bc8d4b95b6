//===- Inputs.h - Whether a step of a build would do the same again -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A digest of all that a step of the host backend's build reads. Compiling a
/// side again takes most of a run's time, and a package is run again and again:
/// with other options, by its Python test, after an edit of one side.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_RUN_INPUTS_H
#define PERFCLAIM_LIB_RUN_INPUTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace perfclaim {

/// What one step reads beside the package's files.
struct StepInputs {
  llvm::StringRef Perfclaim; ///< The compiler; by path, size and time.
  llvm::StringRef CudaPath;  ///< The toolkit; by path and time.
  llvm::ArrayRef<std::string> Arguments;
};

/// Digest of \p Step and of the files of \p Package, without what a build or a
/// run leaves there and without the folders and files of \p Except, such as the
/// other side. Errors: a file that cannot be read.
llvm::Expected<std::string>
digestInputs(llvm::StringRef Package, const StepInputs &Step,
             llvm::ArrayRef<llvm::StringRef> Except);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_RUN_INPUTS_H
