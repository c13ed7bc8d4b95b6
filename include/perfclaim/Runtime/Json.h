//===- Json.h - Writes JSON -------------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// As much of JSON as a result needs: objects, arrays, texts, numbers.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_JSON_H
#define PERFCLAIM_RUNTIME_JSON_H

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace pc {

class Json {
public:
  explicit Json(bool OneLine = false) : OneLine(OneLine) {}

  void open(const char *Key, char Bracket) {
    begin(Key);
    Text += Bracket;
    Closing += Bracket == '{' ? '}' : ']';
    First = true;
  }
  void close() {
    const char Bracket = Closing.back();
    Closing.pop_back();
    if (!First)
      newLine();
    Text += Bracket;
    First = false;
  }
  void text(const char *Key, const std::string &Value) {
    begin(Key);
    quote(Value);
  }
  void number(const char *Key, double Value) {
    begin(Key);
    number(Value);
  }
  void boolean(const char *Key, bool Value) {
    begin(Key);
    Text += Value ? "true" : "false";
  }
  void null(const char *Key) {
    begin(Key);
    Text += "null";
  }
  /// On one line.
  void numbers(const char *Key, const std::vector<double> &Values) {
    begin(Key);
    Text += '[';
    for (const double &Value : Values) {
      if (&Value != Values.data())
        Text += ", ";
      number(Value);
    }
    Text += ']';
  }
  std::string finish() const { return Text + "\n"; }

private:
  void newLine() {
    if (!OneLine)
      Text += "\n" + std::string(2 * Closing.size(), ' ');
  }
  void begin(const char *Key) {
    if (!First)
      Text += ',';
    if (!Closing.empty())
      newLine();
    First = false;
    if (Key) {
      quote(Key);
      Text += ": ";
    }
  }
  void number(double Value) {
    if (!std::isfinite(Value)) {
      Text += std::isnan(Value) ? "\"nan\""
              : Value > 0       ? "\"inf\""
                                : "\"-inf\"";
      return;
    }
    char Digits[32];
    std::snprintf(Digits, sizeof Digits, "%.15g", Value);
    Text += Digits;
  }
  /// Bytes of the UTF-8 sequence at \p At; 0 if it is none.
  static std::size_t sequence(const std::string &Value, std::size_t At) {
    auto Byte = [&](std::size_t I) {
      return I < Value.size() ? static_cast<unsigned char>(Value[I]) : 0;
    };
    const unsigned Lead = Byte(At);
    const std::size_t Length = Lead < 0xc2   ? 0
                               : Lead < 0xe0 ? 2
                               : Lead < 0xf0 ? 3
                               : Lead < 0xf5 ? 4
                                             : 0;
    for (std::size_t I = 1; I < Length; ++I)
      if ((Byte(At + I) & 0xc0) != 0x80)
        return 0;
    // Overlong forms, surrogates, and what is beyond the last character.
    const unsigned Next = Byte(At + 1);
    if ((Lead == 0xe0 && Next < 0xa0) || (Lead == 0xed && Next > 0x9f) ||
        (Lead == 0xf0 && Next < 0x90) || (Lead == 0xf4 && Next > 0x8f))
      return 0;
    return Length;
  }
  void quote(const std::string &Value) {
    Text += '"';
    for (std::size_t I = 0; I < Value.size(); ++I) {
      const char C = Value[I];
      const unsigned char Byte = static_cast<unsigned char>(C);
      if (Byte >= 0x80) {
        const std::size_t Length = sequence(Value, I);
        Text += Length ? Value.substr(I, Length) : "\\ufffd";
        I += Length ? Length - 1 : 0;
        continue;
      }
      if (C == '"' || C == '\\') {
        Text += '\\';
        Text += C;
      } else if (Byte < 0x20 || Byte == 0x7f) {
        char Escape[8];
        std::snprintf(Escape, sizeof Escape, "\\u%04x", Byte);
        Text += Escape;
      } else {
        Text += C;
      }
    }
    Text += '"';
  }

  std::string Text, Closing;
  bool First = true;
  bool OneLine;
};

/// "-" is standard output. False if the file cannot be written.
inline bool writeText(const std::string &Path, const std::string &Text) {
  std::FILE *File = Path == "-" ? stdout : std::fopen(Path.c_str(), "w");
  if (!File)
    return false;
  const bool Wrote = std::fputs(Text.c_str(), File) >= 0;
  return (File == stdout ? std::fflush(File) : std::fclose(File)) == 0 && Wrote;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_JSON_H
