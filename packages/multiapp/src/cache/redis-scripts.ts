// Redis runs a script as one command. Its own clock decides, so that hosts need not agree. Numbers of 16 digits are
// written by `string.format`: Lua's own way of writing them has 14.
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(number) return string.format('%.0f', number) end
local function last(key) return tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2] or '0') end
`

/** KEYS: the set. ARGV: the member, its milliseconds. A set is sorted by when its members end. */
export const addMemberScript = `${clock}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
redis.call('ZADD', KEYS[1], text(now + ARGV[2]), ARGV[1])
redis.call('PEXPIREAT', KEYS[1], text(last(KEYS[1])))
`

/** KEYS: the set. ARGV: the member. */
export const removeMemberScript = `${clock}
local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0')
redis.call('ZREM', KEYS[1], ARGV[1])
return ends > now and 1 or 0
`

/** KEYS: the set. */
export const membersScript = `${clock}
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(now), '+inf')
`

/**
 * KEYS: the log's values by their places, the same by when they end. ARGV: values, each with its milliseconds. A place is the
 * moment in microseconds, so that one that was lost with Redis' memory is not given out again.
 */
export const appendScript = `${clock}
local place = math.max(time[1] * 1000000 + time[2], last(KEYS[1]) + 1)
local ended = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(now), 'LIMIT', 0, 500)
if #ended > 0 then
  redis.call('ZREM', KEYS[1], unpack(ended))
  redis.call('ZREM', KEYS[2], unpack(ended))
end
for at = 1, #ARGV, 2 do
  local known = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[at]) or '0')
  redis.call('ZADD', KEYS[1], text(place), ARGV[at])
  redis.call('ZADD', KEYS[2], text(math.max(known, now + ARGV[at + 1])), ARGV[at])
  place = place + 1
end
local ends = text(last(KEYS[2]))
redis.call('PEXPIREAT', KEYS[1], ends)
redis.call('PEXPIREAT', KEYS[2], ends)
`

/**
 * KEYS: as for appending. ARGV: the place after which to read, and how many. Replies with JSON, of which a driver reads
 * thousands at once: the log's last place, the moment in microseconds, and then the values, each with its place and the
 * milliseconds it has left.
 */
export const sinceScript = `${clock}
local reply = { text(last(KEYS[1])), text(time[1] * 1000000 + time[2]) }
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for at = 1, #found, 2 do
  reply[#reply + 1] = found[at]
  reply[#reply + 1] = text(tonumber(found[at + 1]))
  reply[#reply + 1] = text(tonumber(redis.call('ZSCORE', KEYS[2], found[at]) or '0') - now)
end
return cjson.encode(reply)
`
