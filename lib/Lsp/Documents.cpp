//===- Documents.cpp - What the client has open ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Documents.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

/// The file may not be on disk yet; its folder is.
static std::string withoutLinks(StringRef File) {
  SmallString<256> Folder;
  if (sys::fs::real_path(sys::path::parent_path(File), Folder))
    return File.str();
  sys::path::append(Folder, sys::path::filename(File));
  return std::string(Folder);
}

/// As long as somebody types without it, no machine code is made.
constexpr std::chrono::milliseconds PauseOfTyping(1000);

std::optional<unsigned> Document::lineNow(unsigned Line) const {
  if (!Last)
    return std::nullopt;
  return Last->Text == Text ? Line : LineMap(Last->Text, Text)(Line);
}

std::vector<Finding> Document::worseNow() const {
  std::vector<Finding> Result;
  if (!Static || Static->Worse.empty())
    return Result;
  const LineMap Moved(Static->Text, Text);
  for (const Finding &F : Static->Worse)
    if (std::optional<unsigned> Line = Moved(F.Line)) {
      Result.push_back(F);
      Result.back().Line = *Line;
    }
  return Result;
}

std::string Document::figures(StringRef Kernel) const {
  if (!Static || (!Static->Why.empty() && !Wanted.empty()))
    return Wanted.empty() ? "" : "registers and occupancy are being computed";
  std::string Text = figuresOf(*Static, Kernel);
  if (!Wanted.empty())
    Text += "\nof an earlier text; being computed anew";
  else if (Broken)
    Text += "\nof an earlier text; this one does not compile";
  return Text;
}

Documents::Documents(DocumentListener Listener, TaskQueue &Analyses,
                     IdleTasks &Idle, EvidenceMaker MakeEvidence,
                     std::function<std::chrono::steady_clock::time_point()> Now)
    : Listener(std::move(Listener)), Analyses(Analyses), Idle(Idle),
      MakeEvidence(std::move(MakeEvidence)), Now(std::move(Now)) {}

void Documents::start(WorkspaceOptions Options, Surroundings Around) {
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    Given = Options;
  }
  Analyses.post([this, Options = std::move(Options),
                 Around = std::move(Around)]() mutable {
    Work = std::make_unique<Workspace>(std::move(Options), std::move(Around));
  });
}

void Documents::post(const std::string &Key) {
  Analyses.post([this, Key] { look(Key); });
}

void Documents::open(const lsp::TextDocumentItem &Item) {
  // Other languages are somebody else's.
  if (!is_contained({"c", "cpp", "cuda", "cuda-cpp"}, Item.languageId))
    return;
  const std::string Key = Item.uri.file().str();
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    Document &D = Open[Key];
    D.Uri = Item.uri;
    D.File = withoutLinks(Key);
    D.Text = Item.text;
    D.Version = Item.version;
    D.Edit = ++Edits;
    D.Settled = false;
    D.Typed = false;
  }
  Analyses.post([this] {
    if (Work)
      Work->forgetDisk();
  });
  post(Key);
}

void Documents::change(const lsp::DidChangeTextDocumentParams &Change,
                       ColumnUnit Unit) {
  const std::string Key = Change.textDocument.uri.file().str();
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    auto Found = Open.find(Key);
    if (Found == Open.end())
      return;
    Document &D = Found->second;
    for (const lsp::TextDocumentContentChangeEvent &Event :
         Change.contentChanges)
      applyChange(D.Text, Event, Unit);
    D.Version = Change.textDocument.version;
    D.Edit = ++Edits;
    D.Settled = false;
    D.Typed = true;
    // The answer comes first, and then it is about another text.
    D.Wanted.clear();
    Idle.drop(Key);
  }
  post(Key);
}

void Documents::close(const lsp::URIForFile &Uri) {
  std::string File;
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    auto Found = Open.find(Uri.file().str());
    if (Found == Open.end())
      return;
    Document &D = Found->second;
    for (Document::Request &R : D.Waiting)
      R.Reply(nullptr);
    D.Waiting.clear();
    D.Last.reset();
    D.Broken.reset();
    D.Static.reset();
    Idle.drop(Found->first);
    if (D.Published)
      Listener.Settled(D);
    File = D.File;
    Open.erase(Found);
  }
  Analyses.post([this, File] {
    if (Work)
      Work->close(File);
  });
}

void Documents::lookAgain() {
  std::vector<std::string> Keys;
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    for (auto &[Key, D] : Open) {
      D.Edit = ++Edits;
      D.Settled = false;
      D.Typed = false;
      Keys.push_back(Key);
    }
  }
  for (const std::string &Key : Keys)
    post(Key);
}

void Documents::diskChanged() {
  Analyses.post([this] {
    if (Work)
      Work->forgetDisk();
  });
  lookAgain();
}

void Documents::setBase(std::string Revision) {
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    Given.Base = Revision;
  }
  Analyses.post([this, Revision = std::move(Revision)] {
    if (Work)
      Work->setBase(Revision);
  });
  lookAgain();
}

void Documents::ask(const lsp::URIForFile &Uri, std::string Id,
                    decltype(Document::Request::Reply) Reply) {
  const std::lock_guard<std::mutex> Guard(Lock);
  auto Found = Open.find(Uri.file().str());
  if (Found == Open.end())
    return Reply(nullptr);
  if (Found->second.Settled)
    return Reply(&Found->second);
  Found->second.Waiting.push_back({std::move(Id), std::move(Reply)});
}

bool Documents::cancel(StringRef Id) {
  const std::lock_guard<std::mutex> Guard(Lock);
  for (auto &[Key, D] : Open)
    for (auto At = D.Waiting.begin(); At != D.Waiting.end(); ++At)
      if (At->Id == Id) {
        At->Reply(make_error<lsp::LSPError>("cancelled",
                                            lsp::ErrorCode::RequestCancelled));
        D.Waiting.erase(At);
        return true;
      }
  return false;
}

std::pair<std::string, OpenTexts> Documents::texts(const lsp::URIForFile &Uri) {
  const std::lock_guard<std::mutex> Guard(Lock);
  std::pair<std::string, OpenTexts> Result;
  for (const auto &[Key, D] : Open) {
    if (Key == Uri.file())
      Result.first = D.File;
    Result.second[D.File] = D.Text;
  }
  return Result;
}

void Documents::look(const std::string &Key) {
  std::string File;
  OpenTexts Texts;
  uint64_t Edit = 0;
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    auto Found = Open.find(Key);
    // Of many edits the first one that is come to has them all.
    if (Found == Open.end() || Found->second.Settled || !Work)
      return;
    File = Found->second.File;
    Edit = Found->second.Edit;
    for (const auto &[Other, D] : Open)
      Texts[D.File] = D.Text;
  }
  const auto Began = Now();
  Expected<Answer> Result = Work->look(File, Texts);
  const auto Took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Now() - Began);
  lsp::Logger::info("{0}: looked at in {1} ms", File, Took.count());
  const std::lock_guard<std::mutex> Guard(Lock);
  auto Found = Open.find(Key);
  if (Found == Open.end() || Found->second.Edit != Edit) {
    // There is a newer text, and a task for it.
    if (!Result)
      consumeError(Result.takeError());
    return;
  }
  settle(Key, Found->second, std::move(Result));
}

void Documents::sayOnce(lsp::MessageType Type, const std::string &Text) {
  if (Said.insert(Text).second)
    Listener.Say(Type, Text);
}

void Documents::settle(const std::string &Key, Document &D,
                       Expected<Answer> Found) {
  D.Settled = true;
  D.Broken.reset();
  if (!Found) {
    D.Last.reset();
    D.Static.reset();
    sayOnce(lsp::MessageType::Warning, toString(Found.takeError()));
  } else {
    for (const std::string &Text : Found->Remarks)
      sayOnce(lsp::MessageType::Info, Text);
    if (Found->Broken)
      D.Broken = std::move(Found->Broken);
    else
      D.Last = std::move(*Found);
  }
  wantEvidence(Key, D);
  // Nothing is said of files that are none of ours.
  if (D.Published || D.Last || D.Broken) {
    Listener.Settled(D);
    D.Published = true;
  }
  std::vector<Document::Request> Waiting = std::move(D.Waiting);
  D.Waiting.clear();
  for (Document::Request &R : Waiting)
    R.Reply(&D);
}

void Documents::wantEvidence(const std::string &Key, Document &D) {
  if (!D.Last || D.Broken || !showsKernels(*D.Last)) {
    D.Wanted.clear();
    Idle.drop(Key);
    if (D.Last && !D.Broken)
      D.Static.reset();
    return;
  }
  if (D.Static && D.Static->Seen == D.Last->Seen) {
    D.Wanted.clear();
    Idle.drop(Key);
    return;
  }
  D.Wanted = D.Last->Seen;
  Idle.post(Key, D.Wanted,
            D.Typed ? PauseOfTyping : std::chrono::milliseconds(0),
            [this, Key, Seen = D.Wanted](const std::function<bool()> &Stop) {
              makeEvidence(Key, Seen, Stop);
            });
}

void Documents::makeEvidence(const std::string &Key, const std::string &Seen,
                             const std::function<bool()> &Stop) {
  EvidenceRequest Request;
  Answer About;
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    auto Found = Open.find(Key);
    if (Found == Open.end() || Found->second.Wanted != Seen)
      return;
    Request.File = Found->second.File;
    Request.Options = Given;
    for (const auto &[Other, D] : Open)
      Request.Open[D.File] = D.Text;
    About = *Found->second.Last;
  }
  const auto Began = Now();
  FileEvidence Made = makeFileEvidence(About, MakeEvidence(Request, Stop));
  const auto Took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Now() - Began);
  const std::lock_guard<std::mutex> Guard(Lock);
  auto Found = Open.find(Key);
  const bool Unwanted =
      Stop() || Found == Open.end() || Found->second.Wanted != Seen;
  lsp::Logger::info("{0}: machine code {1} in {2} ms", Request.File,
                    Unwanted ? "given up" : "compared", Took.count());
  if (Unwanted)
    return;
  Document &D = Found->second;
  if (!Made.Why.empty())
    sayOnce(lsp::MessageType::Warning, Made.Why);
  const std::vector<Finding> Old = D.worseNow();
  D.Wanted.clear();
  D.Static = std::move(Made);
  if (D.worseNow() != Old)
    Listener.Settled(D);
}

} // namespace perfclaim
