//===- Documents.h - What the client has open -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_DOCUMENTS_H
#define PERFCLAIM_LIB_LSP_DOCUMENTS_H

#include "Protocol.h"
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

  /// A request that waits for the answer about this text.
  struct Request {
    std::string Id;
    /// Null where the document was closed.
    llvm::unique_function<void(llvm::Expected<const Document *>)> Reply;
  };
  std::vector<Request> Waiting;

  /// Where a line of the last answer is now.
  std::optional<unsigned> lineNow(unsigned Line) const;
};

/// What documents are told about.
struct DocumentListener {
  std::function<void(const Document &)> Settled;
  /// Something about the set-up; severity as the protocol counts.
  std::function<void(llvm::lsp::MessageType, const std::string &)> Say;
};

/// All of them, and who looks at them. Its functions may be called from any
/// thread; the listener is called under its lock.
class Documents {
public:
  Documents(DocumentListener Listener, TaskQueue &Analyses,
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
  void settle(Document &About, llvm::Expected<Answer> Found);

  DocumentListener Listener;
  TaskQueue &Analyses;
  std::function<std::chrono::steady_clock::time_point()> Now;
  std::unique_ptr<Workspace> Work;      ///< Of the analyses alone.
  std::mutex Lock;                      ///< For what follows.
  std::map<std::string, Document> Open; ///< By the client's path.
  uint64_t Edits = 0;
  llvm::StringSet<> Said;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_DOCUMENTS_H
