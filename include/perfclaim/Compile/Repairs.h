//===- Repairs.h - Code that nvcc takes and Clang does not ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rewrites in the overlay only. All keep the length of the text, since what
/// is found in it is reported and cut out by offset.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_COMPILE_REPAIRS_H
#define PERFCLAIM_COMPILE_REPAIRS_H

#include "perfclaim/Compile/Spelling.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// Writes `template ` before the name at \p Offset, taking the room from the
/// indentation of its line and the lines above. False where there is none.
bool insertTemplateKeyword(std::string &Text, size_t Offset);

/// The same for the last name of `A::b<c>` at \p Offset: where `A` is a
/// template's parameter, Clang takes `<` for a comparison. False for anything
/// else.
bool insertTemplateKeywordWithin(std::string &Text, size_t Offset);

/// Makes the `__shared__` variable whose name is at \p Offset extern, so that
/// Clang does not ask for its initialisation. One that is extern and no array
/// gets a name of its own, since Clang refuses it on the host.
bool externSharedVariable(std::string &Text, size_t Offset);

/// Puts a comma before the operand of an `asm` that begins at \p Offset: nvcc
/// does without. False where another operand does not end right before it.
bool separateOperands(std::string &Text, size_t Offset);

/// Writes \p Type before the empty braces that the `=` at \p Offset assigns:
/// Clang finds several types that `{}` may be. False where there are none, or
/// no room.
bool nameBraces(std::string &Text, size_t Offset, llvm::StringRef Type);

/// The type on the left of Clang's \p Message about an assignment of braces;
/// empty where it is about something else.
llvm::StringRef assignedType(llvm::StringRef Message);

/// A place that a repair may help.
struct RepairSite {
  enum class Kind {
    SharedVariable,
    TemplateKeyword,
    QualifiedTemplate,
    AsmOperand,
    Braces
  };
  std::string File; ///< Absolute.
  unsigned Offset = 0;
  Kind What = Kind::SharedVariable;
  std::string Type; ///< Of what braces are assigned to.
  bool operator==(const RepairSite &) const = default;
};

/// Repairs \p Sites in \p Texts. \p Read gives the text of a file that is not
/// among them yet, before it is; \p Done is told of each repair, with the text
/// after it. False where nothing changed.
bool repairSites(
    std::vector<RepairSite> Sites, RepairedTexts &Texts,
    llvm::function_ref<std::optional<std::string>(llvm::StringRef)> Read,
    llvm::function_ref<void(const RepairSite &, llvm::StringRef)> Done =
        [](const RepairSite &, llvm::StringRef) {});

} // namespace perfclaim

#endif // PERFCLAIM_COMPILE_REPAIRS_H
