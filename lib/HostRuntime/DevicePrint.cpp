//===- DevicePrint.cpp - printf of device code ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <cstdio>
#include <cstring>
#include <string>

namespace perfclaim::host {
namespace {

/// Reads arguments as Clang packs them: each at its own alignment.
class Arguments {
public:
  explicit Arguments(const char *At) : At(At) {}
  template <class T> T take() {
    const auto Address = reinterpret_cast<uintptr_t>(At);
    At += (alignof(T) - Address % alignof(T)) % alignof(T);
    T Value;
    std::memcpy(static_cast<void *>(&Value), At, sizeof Value);
    At += sizeof Value;
    return Value;
  }

private:
  const char *At;
};

template <class T>
void append(std::string &Out, const std::string &Format, T Value) {
  char Small[256];
  const int Length = std::snprintf(Small, sizeof Small, Format.c_str(), Value);
  if (Length < 0)
    return;
  if (static_cast<size_t>(Length) < sizeof Small) {
    Out.append(Small, Length);
    return;
  }
  std::string Large(Length + 1, '\0');
  std::snprintf(Large.data(), Large.size(), Format.c_str(), Value);
  Out.append(Large, 0, Length);
}

/// One conversion that begins at \p Format[0] == '%'; gives what follows it.
const char *convert(std::string &Out, const char *Format, Arguments &From) {
  std::string Spec = "%";
  const char *P = Format + 1;
  while (*P && std::strchr("-+ #0123456789.*", *P)) {
    if (*P == '*')
      Spec += std::to_string(From.take<int>());
    else
      Spec += *P;
    ++P;
  }
  unsigned Longs = 0;
  while (*P && std::strchr("hlLqjzt", *P)) {
    Longs += *P == 'l' || *P == 'q' || *P == 'j' || *P == 'z' || *P == 't';
    if (*P == 'h')
      Spec += 'h';
    ++P;
  }
  switch (*P) {
  case 'd':
  case 'i':
  case 'u':
  case 'o':
  case 'x':
  case 'X':
    if (Longs)
      append(Out, Spec + "ll" + *P, From.take<long long>());
    else
      append(Out, Spec + *P, From.take<int>());
    break;
  case 'c':
    append(Out, Spec + 'c', From.take<int>());
    break;
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
  case 'a':
  case 'A':
    append(Out, Spec + *P, From.take<double>());
    break;
  case 'p':
    append(Out, Spec + 'p', From.take<const void *>());
    break;
  case 's': {
    const char *Text = From.take<const char *>();
    append(Out, Spec + 's', Text ? Text : "(null)");
    break;
  }
  default:
    // '%%', and what the GPU prints as it is.
    if (*P == '%')
      Out += '%';
    else
      Out.append(Format, P - Format + (*P != 0));
    break;
  }
  return *P ? P + 1 : P;
}

} // namespace
} // namespace perfclaim::host

using namespace perfclaim::host;

/// Gives the number of arguments on a GPU; few look, so here it is that of
/// characters, like the C function's.
extern "C" int pc_vprintf(const char *Format, const char *Packed) {
  const InRuntime Mark;
  Arguments From(Packed);
  std::string Out;
  for (const char *P = Format; *P;) {
    if (*P == '%') {
      P = convert(Out, P, From);
      continue;
    }
    const char *End = P + std::strcspn(P, "%");
    Out.append(P, End - P);
    P = End;
  }
  std::fwrite(Out.data(), 1, Out.size(), stdout);
  return Out.size();
}
