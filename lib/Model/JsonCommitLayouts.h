//===- JsonCommitLayouts.h - Field names of commits and claims --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONCOMMITLAYOUTS_H
#define PERFCLAIM_LIB_MODEL_JSONCOMMITLAYOUTS_H

#include "JsonMapper.h"
#include "JsonNames.h"

namespace perfclaim {

//===----------------------------------------------------------------------===//
// Sources and commits
//===----------------------------------------------------------------------===//

template <> struct Layout<Note> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("severity", V.Level);
    Map("file", V.File);
    Map("line", V.Line);
    Map.required("text", V.Text);
  }
};

template <> struct Layout<SourcePlace> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("file", V.File);
    Map("line", V.Line);
  }
};

template <> struct Layout<SourceRange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("file", V.File);
    Map("begin_line", V.BeginLine);
    Map("end_line", V.EndLine);
    Map("begin_offset", V.BeginOffset);
    Map("end_offset", V.EndOffset);
  }
};

template <> struct Layout<LineSpan> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("first", V.First);
    Map("last", V.Last);
  }
};

template <> struct Layout<FileChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("path", V.Path);
    Map("old_path", V.OldPath);
    Map("change", V.Kind);
    Map("binary", V.Binary);
    Map.sparse("partial", V.Partial);
    Map.sparse("patch", V.Patch);
    Map.sparse("lost", V.Lost);
    Map.sparse("gained", V.Gained);
    Map.sparse("before", V.Before);
    Map.sparse("after", V.After);
  }
};

template <> struct Layout<Commit> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("id", V.Id);
    Map("parent", V.Parent);
    Map("message", V.Message);
    Map.sparse("pull_request", V.PullRequest);
    Map("author", V.Author);
    Map("date", V.Date);
    Map("repository", V.Repository);
    Map("files", V.Files);
    Map("metadata", V.Metadata);
    Map("notes", V.Notes);
  }
};

//===----------------------------------------------------------------------===//
// Claims
//===----------------------------------------------------------------------===//

template <> struct Layout<Claim> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("metric", V.What);
    Map.required("kind", V.Kind);
    Map("direction", V.Way);
    Map("speedup", V.Speedup);
    Map.sparse("speedup_max", V.SpeedupMax);
    Map.sparse("alt_speedup", V.AltSpeedup);
    Map("qualifier", V.Qualified);
    Map.sparse("approx", V.Approximate);
    Map.sparse("scope", V.Scope);
    Map("about", V.Subject);
    Map("baseline", V.Against);
    Map.sparse("hardware", V.Hardware);
    Map.sparse("before", V.Before);
    Map.sparse("after", V.After);
    Map.sparse("unit", V.Unit);
    Map.choice("rank", V.FromDiff, "message", "diff");
    Map.sparse("pull_request", V.FromPullRequest);
    Map.sparse("file", V.File);
    Map("text", V.Text);
    Map("offset", V.Offset);
    Map("length", V.Length);
  }
};

template <> struct Layout<Intent> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("performance", V.Performance);
    Map("types", V.Types);
    Map("domain", V.Domain);
    Map("test_focus", V.TestFocus);
    Map("metric", V.Metric);
    Map.sparse("optimization", V.Optimization);
    Map("evidence", V.Evidence);
    Map.sparse("remarks", V.Remarks);
  }
};

template <> struct Layout<GrowthClaim> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("before", V.Before);
    Map.required("after", V.After);
    Map("text", V.Text);
    Map("offset", V.Offset);
    Map("length", V.Length);
  }
};

template <> struct Layout<ClaimSet> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("claims", V.Claims);
    Map.sparse("growth", V.Growths);
    Map("statements", V.Statements);
    Map("intent", V.Purpose);
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONCOMMITLAYOUTS_H
