//===- Launches.h - Launches that a side made -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which kernels a call of an entry launched, and how they are printed.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_LAUNCHES_H
#define PERFCLAIM_RUNTIME_LAUNCHES_H

#include "Json.h"
#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <string>
#include <vector>

namespace pc {

struct Launch {
  std::string Kernel; ///< Readable, with template arguments.
  /// All of this is 0 for a call of a library (cublas), which launches on its
  /// own.
  std::int64_t Grid[3] = {0, 0, 0}, Block[3] = {0, 0, 0}, Shared = 0;
  std::int64_t Count = 1;         ///< Equal ones in a row.
  const void *Function = nullptr; ///< In this process; null: not known.

  bool isLibraryCall() const { return Grid[0] == 0 && Block[0] == 0; }
  bool same(const Launch &Other) const {
    for (int I = 0; I != 3; ++I)
      if (Grid[I] != Other.Grid[I] || Block[I] != Other.Block[I])
        return false;
    return Kernel == Other.Kernel && Shared == Other.Shared;
  }
  /// "rms_norm<float><<<(512,1,1), (256,1,1), 0>>>"
  std::string str() const {
    std::string Text = Kernel;
    if (isLibraryCall()) {
      Text += " (library call)";
    } else {
      auto Triple = [](const std::int64_t (&Size)[3]) {
        return "(" + std::to_string(Size[0]) + "," + std::to_string(Size[1]) +
               "," + std::to_string(Size[2]) + ")";
      };
      Text += "<<<" + Triple(Grid) + ", " + Triple(Block) + ", " +
              std::to_string(Shared) + ">>>";
    }
    return Count > 1 ? Text + " x" + std::to_string(Count) : Text;
  }
};

inline void append(std::vector<Launch> &Launches, Launch Made) {
  if (!Launches.empty() && Launches.back().same(Made))
    Launches.back().Count += Made.Count;
  else
    Launches.push_back(std::move(Made));
}

inline void write(Json &Out, const char *Key,
                  const std::vector<Launch> &Launches) {
  Out.open(Key, '[');
  for (const Launch &L : Launches) {
    Out.open(nullptr, '{');
    Out.text("kernel", L.Kernel);
    auto Triple = [](const std::int64_t (&Size)[3]) {
      return std::vector<double>{static_cast<double>(Size[0]),
                                 static_cast<double>(Size[1]),
                                 static_cast<double>(Size[2])};
    };
    Out.numbers("grid", Triple(L.Grid));
    Out.numbers("block", Triple(L.Block));
    Out.number("shared", static_cast<double>(L.Shared));
    Out.number("count", static_cast<double>(L.Count));
    Out.close();
  }
  Out.close();
}

/// "void ns::(anonymous namespace)::f<int, 4>(float*)" to "ns::f<int, 4>".
inline std::string functionName(std::string Readable) {
  for (const char *Anonymous : {"(anonymous namespace)::"})
    for (std::size_t At; (At = Readable.find(Anonymous)) != std::string::npos;)
      Readable.erase(At, std::string(Anonymous).size());
  int Depth = 0, Inner = 0;
  std::size_t Begin = 0, I = 0;
  for (; I != Readable.size(); ++I) {
    const char C = Readable[I];
    // In "enable_if<((8)>(0)), void>" the first '>' compares.
    if (Depth > 0 && (C == '(' || C == ')'))
      Inner += C == '(' ? 1 : -1;
    else if (Inner > 0)
      continue;
    else if (C == '<')
      ++Depth;
    else if (C == '>')
      --Depth;
    else if (Depth == 0 && C == ' ')
      Begin = I + 1;
    else if (C == '(' && Depth == 0)
      break;
  }
  std::string Name = Readable.substr(Begin, I - Begin);
  // nvcc's scopes for what is static: "_INTERNAL_1a2b_4_a_cu_f::".
  std::string Clean;
  while (!Name.empty()) {
    const std::size_t Scope = Name.find("::");
    const std::string Part =
        Scope == std::string::npos ? Name : Name.substr(0, Scope + 2);
    if (Part.compare(0, 10, "_INTERNAL_") != 0 &&
        Part.compare(0, 10, "_GLOBAL__N") != 0)
      Clean += Part;
    Name.erase(0, Part.size());
  }
  return Clean;
}

/// The scopes and the name of a mangled function whose template arguments the
/// C++ library cannot read: Clang mangles more than older ones know.
inline std::string nameWithoutArguments(const std::string &Symbol) {
  std::size_t At = 2;
  const bool Nested = Symbol.compare(0, 3, "_ZN") == 0;
  At += Nested;
  std::string Name;
  while (At < Symbol.size() && Symbol[At] >= '0' && Symbol[At] <= '9') {
    std::size_t Length = 0;
    while (At < Symbol.size() && Symbol[At] >= '0' && Symbol[At] <= '9')
      Length = Length * 10 + static_cast<std::size_t>(Symbol[At++] - '0');
    if (Length == 0 || Length > Symbol.size() - At)
      return Symbol;
    const std::string Part = Symbol.substr(At, Length);
    At += Length;
    if (Part.compare(0, 10, "_GLOBAL__N") != 0)
      Name += (Name.empty() ? "" : "::") + Part;
    if (!Nested)
      break;
  }
  return Name.empty() ? Symbol : Name;
}

/// From the name under which a kernel is registered.
inline std::string kernelName(const char *Registered) {
  std::string Symbol = Registered;
  // Static kernels carry the file before their mangled name.
  const std::size_t Mangled = Symbol.rfind("_Z");
  if (Symbol.compare(0, 2, "_Z") != 0 && Mangled != std::string::npos)
    Symbol.erase(0, Mangled);
  int Status = 0;
  char *Readable =
      abi::__cxa_demangle(Symbol.c_str(), nullptr, nullptr, &Status);
  const std::string Name = Status == 0 && Readable ? functionName(Readable)
                           : Symbol.compare(0, 2, "_Z") == 0
                               ? nameWithoutArguments(Symbol)
                               : Symbol;
  std::free(Readable);
  return Name;
}

/// "ns::f<int>" to "f": what names of kernels are compared by.
inline std::string plainName(std::string Name) {
  Name = Name.substr(0, Name.find('<'));
  const std::size_t Scope = Name.rfind("::");
  return Scope == std::string::npos ? Name : Name.substr(Scope + 2);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_LAUNCHES_H
