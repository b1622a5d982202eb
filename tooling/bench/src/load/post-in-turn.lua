-- wrk posts JSON bodies in turn: `wrk -s post-in-turn.lua <url> -- <body>…`. The requests are made before the run.
local requests = {}
local turn = 0

function init(bodies)
  wrk.headers['Content-Type'] = 'application/json'
  for index, body in ipairs(bodies) do
    requests[index] = wrk.format('POST', nil, nil, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
