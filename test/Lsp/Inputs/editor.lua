-- What Neovim sees of a file while it is edited: nvim --headless -S editor.lua.
-- The server is started by the user's own configuration, and FILE of the
-- environment is edited. Prints what it got, and quits with 1 where nothing came.
local file = vim.env.FILE
local out = io.stdout

local function fail(what)
  out:write("gave up waiting for " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function await(what, condition)
  if not vim.wait(120000, condition, 20) then fail(what) end
end

local function request(client, method, parameters)
  local answer
  client.request(method, parameters, function(problem, result)
    answer = { problem = problem, result = result }
  end, 0)
  await(method, function() return answer end)
  if answer.problem then fail(method .. ": " .. vim.inspect(answer.problem)) end
  return answer.result
end

local function messages(wanted)
  return function()
    local found = vim.diagnostic.get(0)
    table.sort(found, function(a, b) return a.lnum < b.lnum end)
    return #found > 0 and found[1].message:find(wanted, 1, true)
  end
end

local function show(client)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    out:write(("diagnostic %d:%d-%d %s\n"):format(d.lnum + 1, d.col, d.end_col, d.message))
  end
  local document = { textDocument = vim.lsp.util.make_text_document_params() }
  for _, lens in ipairs(request(client, "textDocument/codeLens", document)) do
    out:write(("lens %d %s\n"):format(lens.range.start.line + 1, lens.command.title))
  end
  document.position = { line = 1, character = 18 }
  local hover = request(client, "textDocument/hover", document)
  out:write("hover " .. (hover and hover.contents.value or "none"):gsub("\n", " ") .. "\n")
end

vim.cmd("edit " .. file)
await("the server", function()
  local client = vim.lsp.get_active_clients()[1]
  return client and client.initialized
end)
local client = vim.lsp.get_active_clients()[1]

-- The file on disk has another block than HEAD.
await("a diagnostic", messages("block 256 -> 512"))
show(client)

-- Typed, and not saved.
out:write("edited\n")
vim.fn.setline(8, (vim.fn.getline(8):gsub("512", "1024")))
await("a diagnostic of the edit", messages("block 256 -> 1024"))
show(client)

-- Machine code, once nobody types.
if vim.env.WORSE then
  out:write("worse\n")
  vim.fn.setline(3, vim.env.WORSE)
  await("machine code", messages("shared"))
  show(client)
  out:write("mended\n")
  vim.fn.setline(3, "")
  await("its end", function() return not messages("shared")() end)
  show(client)
end

client.stop()
await("the end of the server", function() return client.is_stopped() end)
vim.cmd("qall!")
