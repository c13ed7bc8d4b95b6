//===- Questions.cpp - Hovers, lenses and actions -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"

using namespace llvm;

namespace perfclaim {

void Server::onHover(const lsp::TextDocumentPositionParams &Params,
                     Reply<json::Value> Done) {
  Files.ask(Params.textDocument.uri, LastId,
            [this, At = Params.position,
             Done = std::move(Done)](Expected<const Document *> About) mutable {
              if (!About)
                return Done(About.takeError());
              const Document *D = *About;
              if (!D || !D->Last)
                return Done(nullptr);
              // Lines of the answer, where the text has gone on.
              const std::optional<unsigned> Line =
                  LineMap(D->Text, D->Last->Text)(At.line + 1);
              const std::string Text =
                  hoverOf(*D->Last, Line.value_or(0),
                          nameAt(D->Text, At, Client.Columns),
                          [&](StringRef Kernel) { return D->figures(Kernel); });
              if (Text.empty())
                return Done(nullptr);
              Done(json::Value(
                  json::Object{{"contents", json::Object{{"kind", "markdown"},
                                                         {"value", Text}}}}));
            });
}

void Server::onLenses(const RawParams &Params, Reply<json::Value> Done) {
  lsp::DidCloseTextDocumentParams Which; // The same members.
  json::Path::Root Root;
  if (!fromJSON(Params.Json, Which, Root))
    return Done(Root.getError());
  Files.ask(
      Which.textDocument.uri, LastId,
      [this, Done = std::move(Done)](Expected<const Document *> About) mutable {
        if (!About)
          return Done(About.takeError());
        const Document *D = *About;
        json::Array Lenses;
        if (D && D->Last)
          for (const KernelLens &L : lensesOf(*D->Last)) {
            const std::optional<unsigned> Line = D->lineNow(L.Line);
            if (!Line)
              continue;
            auto Add = [&](json::Object Command) {
              Lenses.push_back(json::Object{
                  {"range",
                   lsp::toJSON(rangeOfLine(D->Text, *Line, Client.Columns))},
                  {"command", std::move(Command)}});
            };
            Add(commandJSON(L.Title, "", D->Uri, L.Kernel));
            Add(commandJSON("generate benchmark", GenerateCommand, D->Uri,
                            L.Kernel));
            Add(commandJSON("compare on host", CompareCommand, D->Uri,
                            L.Kernel));
          }
        Done(json::Value(std::move(Lenses)));
      });
}

void Server::onActions(const lsp::CodeActionParams &Params,
                       Reply<json::Value> Done) {
  Files.ask(
      Params.textDocument.uri, LastId,
      [this, Where = Params.range,
       Done = std::move(Done)](Expected<const Document *> About) mutable {
        if (!About)
          return Done(About.takeError());
        const Document *D = *About;
        json::Array Actions;
        auto Add = [&](json::Object Command) {
          if (!Client.ActionLiterals)
            return Actions.push_back(std::move(Command));
          Actions.push_back(json::Object{{"title", *Command.get("title")},
                                         {"kind", "source.perfclaim"},
                                         {"command", std::move(Command)}});
        };
        std::set<std::string> Kernels;
        auto Touches = [&](unsigned First, unsigned Last) {
          const auto Begin = D->lineNow(First), End = D->lineNow(Last);
          return Begin && End && Where.start.line < static_cast<int>(*End) &&
                 Where.end.line >= static_cast<int>(*Begin) - 1;
        };
        if (D && D->Last) {
          for (const KernelLens &L : lensesOf(*D->Last))
            if (Touches(L.Line, L.EndLine))
              Kernels.insert(L.Kernel);
          for (const LaunchChange &L : D->Last->Changes.Launches)
            if (L.Place.File == D->Last->Path &&
                Touches(L.Place.Line, L.Place.Line))
              Kernels.insert(L.Kernel);
        }
        for (const std::string &K : Kernels) {
          Add(commandJSON("Generate a benchmark of '" + K + "'",
                          GenerateCommand, D->Uri, K));
          Add(commandJSON("Compare '" + K + "' with " + D->Last->Base +
                              " on the host",
                          CompareCommand, D->Uri, K));
        }
        Done(json::Value(std::move(Actions)));
      });
}

} // namespace perfclaim
