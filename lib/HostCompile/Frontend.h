//===- Frontend.h - Running Clang on one side of a unit ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A source, in the view of the host or of the device, to an LLVM module.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_FRONTEND_H
#define PERFCLAIM_LIB_HOSTCOMPILE_FRONTEND_H

#include "perfclaim/HostCompile/HostCompile.h"
#include "llvm/IR/Module.h"
#include <memory>

namespace perfclaim {

/// Folder of texts that exist in memory only.
constexpr llvm::StringLiteral OurFolder("/.perfclaim-host");

struct FrontendRequest {
  const HostCommand &Command;
  const HostCommand::Input &Input;
  const HostTools &Tools;
  View Which = View::Host;
  std::string Id; ///< Takes the place of a fat binary in the host's view.
  std::string DependencyFile, DependencyTarget; ///< "" for none.
};

/// Of the target that device code is compiled for.
void initializeGpu();

/// Diagnostics go to \p Messages; the error says how many there were.
llvm::Expected<std::unique_ptr<llvm::Module>>
compileView(const FrontendRequest &Request, llvm::LLVMContext &Context,
            llvm::raw_ostream &Messages);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_FRONTEND_H
