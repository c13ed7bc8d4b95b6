//===- Escape.h - Texts of a commit, made fit for a place -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names, paths and messages of a commit are hostile: a message can hold `*/`,
/// a path a quotation mark. Every text goes through the function for the place
/// where it is written.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_ESCAPE_H
#define PERFCLAIM_LIB_EMIT_ESCAPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// One line that cannot end a C++ comment or continue on the next line.
std::string commentText(llvm::StringRef Text);
/// \p Text in lines of a `//` comment, each starting with \p Indent and at most
/// \p Width bytes long where words allow it. Without the `//` itself.
std::vector<std::string> commentLines(llvm::StringRef Text,
                                      llvm::StringRef First,
                                      llvm::StringRef Indent,
                                      unsigned Width = 76);
/// A C++ string literal with its quotation marks; bytes outside of ASCII are
/// written as octal numbers.
std::string stringLiteral(llvm::StringRef Text);
/// A quoted CMake argument. Nothing for texts that CMake would still take
/// apart: generator expressions, lists.
std::optional<std::string> cmakeArgument(llvm::StringRef Text);
/// Running text of Markdown, also inside of a table.
std::string markdown(llvm::StringRef Text);
/// Inline code of Markdown.
std::string markdownCode(llvm::StringRef Text);

/// A C++ identifier that is no keyword.
bool isCxxIdentifier(llvm::StringRef Text);
/// \p Name where it is an identifier, else one made from it.
std::string identifier(llvm::StringRef Name);
/// True for a linker symbol that can be written into an asm label.
bool isSymbol(llvm::StringRef Text);
/// A path that `#include "..."` can name.
bool isIncludable(llvm::StringRef Path);

/// The shortest decimal that reads back as \p Value; a C++ expression.
std::string doubleLiteral(double Value);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_ESCAPE_H
