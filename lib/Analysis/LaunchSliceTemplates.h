//===- LaunchSliceTemplates.h - Launches in templates -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Template launchers: the same launch in an instantiation, and what stands
/// for template parameters where the unit has none.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEMPLATES_H
#define PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEMPLATES_H

#include "AnalysisInternal.h"
#include <map>

namespace perfclaim {

/// \p Site as it stands in the first instantiation of its function that has
/// it; \p Site itself where there is none.
LaunchSite concreteSite(const LaunchSite &Site);

/// Template parameters of a pattern to texts: `float` for a type, the default
/// of a number.
std::map<std::string, std::string>
conventionalArguments(const ParsedUnit &Unit,
                      const clang::FunctionDecl *Function);

/// "<float>" as a reference names them, "" where it names none; nothing where
/// they cannot be spelled.
template <class Reference>
std::optional<std::string>
explicitArguments(const clang::ASTContext &Context, const Reference *E,
                  const clang::FunctionDecl *Function) {
  const clang::TemplateArgumentList *Arguments =
      Function->getTemplateSpecializationArgs();
  if (!Arguments || !E->hasExplicitTemplateArgs())
    return "";
  auto Spelled = spellTemplateArguments(Context, Arguments->asArray());
  if (!Spelled)
    return std::nullopt;
  return "<" + *Spelled + ">";
}

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_LAUNCHSLICETEMPLATES_H
