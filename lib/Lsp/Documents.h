//===- Documents.h - What the client has open -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_DOCUMENTS_H
#define PERFCLAIM_LIB_LSP_DOCUMENTS_H

#include "Protocol.h"
#include "perfclaim/Lsp/Evidence.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <mutex>

namespace perfclaim {

/// A file that is open in the editor.
struct Document {
  llvm::lsp::URIForFile Uri;
  std::string File; ///< Absolute, without symbolic links.
  std::string Text;
  int64_t Version = 0;        ///< As the client counts.
  uint64_t Edit = 0;          ///< As we count, over all documents.
  bool Settled = false;       ///< What follows is about this text.
  std::optional<Answer> Last; ///< The last one without errors.
  std::optional<BrokenPlace> Broken;
  bool Published = false;
  bool Typed = false; ///< Since it was opened or saved.
  std::string Wanted; ///< Answer::Seen that machine code is made for; or "".
  std::optional<FileEvidence> Static; ///< The last one.

  /// A request that waits for the answer about this text.
  struct Request {
    std::string Id;
    /// Null where the document was closed.
    llvm::unique_function<void(llvm::Expected<const Document *>)> Reply;
  };
  std::vector<Request> Waiting;

  /// Where a line of the last answer is now.
  std::optional<unsigned> lineNow(unsigned Line) const;
  /// What machine code says, at the lines that it is about now.
  std::vector<Finding> worseNow() const;
  /// Markdown about a kernel's machine code.
  std::string figures(llvm::StringRef Kernel) const;
};

/// What documents are told about.
struct DocumentListener {
  std::function<void(const Document &)> Settled;
  /// Something about the set-up; severity as the protocol counts.
  std::function<void(llvm::lsp::MessageType, const std::string &)> Say;
};

/// Makes machine code; runs in IdleTasks.
using EvidenceMaker = std::function<llvm::Expected<EvidenceAnswer>(
    const EvidenceRequest &, const std::function<bool()> &Stop)>;

/// All of them, and who looks at them. Its functions may be called from any
/// thread; the listener is called under its lock.
class Documents {
public:
  Documents(DocumentListener Listener, TaskQueue &Analyses, IdleTasks &Idle,
            EvidenceMaker MakeEvidence,
            std::function<std::chrono::steady_clock::time_point()> Now);

  void start(WorkspaceOptions Options, Surroundings Around);
  void open(const llvm::lsp::TextDocumentItem &Item);
  void change(const llvm::lsp::DidChangeTextDocumentParams &Change,
              ColumnUnit Unit);
  void close(const llvm::lsp::URIForFile &Uri);
  /// Files on disk are others; what includes them is looked at again.
  void diskChanged();
  void setBase(std::string Revision);

  /// Calls \p Reply once the newest text has an answer.
  void ask(const llvm::lsp::URIForFile &Uri, std::string Id,
           decltype(Document::Request::Reply) Reply);
  /// False if no request of that name waits.
  bool cancel(llvm::StringRef Id);

  /// The file of a document, "" if it is not open, and all texts.
  std::pair<std::string, OpenTexts> texts(const llvm::lsp::URIForFile &Uri);

private:
  void post(const std::string &Key);
  void lookAgain();
  void look(const std::string &Key);
  void settle(const std::string &Key, Document &About,
              llvm::Expected<Answer> Found);
  void wantEvidence(const std::string &Key, Document &About);
  void makeEvidence(const std::string &Key, const std::string &Seen,
                    const std::function<bool()> &Stop);
  void sayOnce(llvm::lsp::MessageType Type, const std::string &Text);

  DocumentListener Listener;
  TaskQueue &Analyses;
  IdleTasks &Idle;
  EvidenceMaker MakeEvidence;
  std::function<std::chrono::steady_clock::time_point()> Now;
  std::unique_ptr<Workspace> Work;      ///< Of the analyses alone.
  std::mutex Lock;                      ///< For what follows.
  std::map<std::string, Document> Open; ///< By the client's path.
  uint64_t Edits = 0;
  WorkspaceOptions Given;
  llvm::StringSet<> Said;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_DOCUMENTS_H
