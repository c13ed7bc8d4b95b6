//===- Templates.cpp - Texts with holes -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Templates.h"
#include "llvm/Support/Mustache.h"
#include "llvm/Support/raw_ostream.h"
#include <cassert>

using namespace llvm;

namespace perfclaim {

const std::map<std::string, std::string> &packageTexts() {
  static const std::map<std::string, std::string> Texts = {
#include "Templates.inc"
  };
  return Texts;
}

const std::map<std::string, std::string> &runtimeTexts() {
  static const std::map<std::string, std::string> Texts = {
#include "Runtime.inc"
  };
  return Texts;
}

const std::map<std::string, std::string> &pythonTexts() {
  static const std::map<std::string, std::string> Texts = {
#include "Python.inc"
  };
  return Texts;
}

const std::map<std::string, std::string> &tritonTexts() {
  static const std::map<std::string, std::string> Texts = {
#include "TritonPackage.inc"
  };
  return Texts;
}

std::string render(StringRef Name, const json::Object &Values) {
  const auto Found = packageTexts().find((Name + ".mustache").str());
  assert(Found != packageTexts().end() && "no such template");
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  mustache::MustacheContext Context(Allocator, Saver);
  mustache::Template Text(Found->second, Context);
  // By default `<` becomes `&lt;`; these are not HTML pages.
  Text.overrideEscapeCharacters(mustache::EscapeMap());
  std::string Out;
  raw_string_ostream Stream(Out);
  Text.render(json::Object(Values), Stream);
  return Out;
}

json::Value textValue(StringRef Text) {
  if (json::isUTF8(Text))
    return Text.str();
  return json::fixUTF8(Text);
}

} // namespace perfclaim
