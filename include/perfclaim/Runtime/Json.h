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
  void newLine() { Text += "\n" + std::string(2 * Closing.size(), ' '); }
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
  void quote(const std::string &Value) {
    Text += '"';
    for (const char C : Value) {
      const unsigned char Byte = static_cast<unsigned char>(C);
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
