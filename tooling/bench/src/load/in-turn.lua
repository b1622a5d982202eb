-- wrk asks the apps of these slugs in turn: `wrk -s in-turn.lua <url> -- <slug>…`. The requests are made before the run.
local requests = {}
local turn = 0

function init(slugs)
  for index, slug in ipairs(slugs) do
    wrk.headers['X-App-ID'] = slug
    requests[index] = wrk.format()
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
