//===- Json.cpp - JSON forms of the model's values ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Json.h"
#include "JsonLayouts.h"

using namespace llvm;

namespace perfclaim {

template <class T>
static json::Value document(StringLiteral Schema, const T &Value) {
  json::Value Out = Codec<T>::write(Value);
  (*Out.getAsObject())["schema"] = Schema;
  return Out;
}

/// A document of another kind or version is refused; one without a schema, a
/// part of another document say, is read.
template <class T>
static bool readDocument(const json::Value &In, StringLiteral Schema, T &Value,
                         json::Path At) {
  if (const json::Object *Fields = In.getAsObject())
    if (const json::Value *Found = Fields->get("schema"))
      if (Found->getAsString() != std::optional<StringRef>(Schema)) {
        At.field("schema").report("another document or version");
        return false;
      }
  return Codec<T>::read(In, Value, At);
}

static Commit withoutTexts(const Commit &Change) {
  Commit Out;
  Out.Id = Change.Id;
  Out.Parent = Change.Parent;
  Out.Message = Change.Message;
  Out.PullRequest = Change.PullRequest;
  Out.Author = Change.Author;
  Out.Date = Change.Date;
  Out.Repository = Change.Repository;
  Out.Metadata = Change.Metadata;
  Out.Notes = Change.Notes;
  for (const FileChange &File : Change.Files) {
    FileChange &Copy = Out.Files.emplace_back();
    Copy.Path = File.Path;
    Copy.OldPath = File.OldPath;
    Copy.Kind = File.Kind;
    Copy.Binary = File.Binary;
    Copy.Partial = File.Partial;
    Copy.Lost = File.Lost;
    Copy.Gained = File.Gained;
  }
  return Out;
}

json::Value toJSON(const Note &Value) { return Codec<Note>::write(Value); }

json::Value toJSON(const Commit &Value) {
  return document("perfclaim.commit/1", Value);
}

json::Value toJSON(const ClaimSet &Value) {
  return document("perfclaim.claims/1", Value);
}

json::Value toJSON(const Inventory &Value) {
  return document("perfclaim.inventory/1", Value);
}

json::Value toJSON(const Commit &Change, const ChangeSet &Changes) {
  json::Value Out = document("perfclaim.changes/1", Changes);
  (*Out.getAsObject())["commit"] = Codec<Commit>::write(withoutTexts(Change));
  return Out;
}

json::Value toJSON(const BenchmarkPlan &Value) {
  json::Value Out = document("perfclaim.plan/1", Value);
  (*Out.getAsObject())["commit"] =
      Codec<Commit>::write(withoutTexts(Value.Change));
  return Out;
}

bool fromJSON(const json::Value &In, Commit &Value, json::Path At) {
  return readDocument(In, "perfclaim.commit/1", Value, At);
}

bool fromJSON(const json::Value &In, ClaimSet &Value, json::Path At) {
  return readDocument(In, "perfclaim.claims/1", Value, At);
}

bool fromJSON(const json::Value &In, Inventory &Value, json::Path At) {
  if (!readDocument(In, "perfclaim.inventory/1", Value, At))
    return false;
  for (const HostFunction &Function : Value.Functions)
    for (unsigned Index : Function.Launches)
      if (Index >= Value.Launches.size()) {
        At.field("functions").report("launch index out of range");
        return false;
      }
  return true;
}

bool fromJSON(const json::Value &In, ChangeSet &Value, json::Path At) {
  return readDocument(In, "perfclaim.changes/1", Value, At);
}

bool fromJSON(const json::Value &In, BenchmarkPlan &Value, json::Path At) {
  return readDocument(In, "perfclaim.plan/1", Value, At);
}

} // namespace perfclaim
