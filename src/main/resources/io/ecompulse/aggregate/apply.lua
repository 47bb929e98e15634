-- Adds one delta, if and only if it starts where the last one ended. Runs on Redis 6.2, 7 and Valkey.
--
-- Answers {1, to} when it was added; {0, next} when the fence stands elsewhere; {0, '-1'} when there is no fence and the
-- caller did not begin with an empty store: its numbers were lost, and it must read from the oldest record again.
--
-- KEYS  fence, sources, then whatever ARGV points at by number; all in one hash slot.
-- ARGV  is read from left to right:
--   from, to, first ('1' or '0'), rebuiltAt, names max, order memory (ms), recent max,
--   sources: count, then each
--   cells: count, then each:
--     buckets: count, then (number of the hash's key: its visitors and sessions follow it; expires at in ms or '0')
--     fixed fields: count, then (field, amount)
--     open fields: count, then (field, overflow, amount)
--     visitors: count, then each; sessions: count, then each
--   orders: count, then (number of its cell, id, numbers of the keys of its day, the day before and the day after, units,
--           revenue field or '', its overflow, amount)
--   recent: count, then (number of the list's key, count of events, then each, newest last)
--
-- A script that raises is not rolled back. So nothing here can raise once something is written: the caller has validated
-- every amount and time, keys carry the layout's version so that their types are ours, and what Redis itself refuses (out
-- of memory, read-only, too few replicas) it refuses at the first write. That first write is the fence: should a fault hit
-- behind it all the same, records are missing rather than counted twice (I4).

local CHUNK = 5000 -- unpack has room for about 8000

local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end
local function count()
  return tonumber(take())
end
local function key()
  return KEYS[count()]
end

local from, to, first, rebuiltAt = take(), take(), take(), take()
local namesMax, orderMemory, recentMax = count(), take(), count()

-- Positions are compared as strings: Lua's numbers are exact to 2^53 only.
local next = redis.call('HGET', KEYS[1], 'next')
if next then
  if next ~= from then
    return {0, next}
  end
elseif first ~= '1' then
  return {0, '-1'}
end
redis.call('HSET', KEYS[1], 'next', to)
if not next and rebuiltAt ~= '0' then
  redis.call('HSET', KEYS[1], 'rebuiltAt', rebuiltAt)
end

-- A sum that would not fit 64 bits stays as it is, and the hash says so; one hostile client must not stop the partition.
local function add(hash, field, amount)
  local sum = redis.pcall('HINCRBY', hash, field, amount)
  if type(sum) == 'table' and sum['err'] then
    if not string.find(sum['err'], 'overflow', 1, true) then
      error(sum['err'])
    end
    redis.call('HINCRBY', hash, 'overflows', 1)
  end
end

-- 'open' counts the fields that clients named, so that a bucket holds a bounded number of them.
local function addOpen(hash, field, overflow, amount)
  if field ~= overflow and redis.call('HEXISTS', hash, field) == 0 then
    if tonumber(redis.call('HGET', hash, 'open') or '0') >= namesMax then
      field = overflow
    else
      redis.call('HINCRBY', hash, 'open', 1)
    end
  end
  add(hash, field, amount)
end

-- Takes as many arguments as the next one says and hands them to a command for each key.
local function spread(command, keys)
  local amount = count()
  local start = at + 1
  at = at + amount
  for i = start, at, CHUNK do
    local last = math.min(i + CHUNK - 1, at)
    for k = 1, #keys do
      redis.call(command, keys[k], unpack(ARGV, i, last))
    end
  end
end

spread('SADD', {KEYS[2]})

local cells = {}
for c = 1, count() do
  local hashes, visitors, sessions, expiry = {}, {}, {}, {}
  for i = 1, count() do
    local number = count()
    hashes[i], visitors[i], sessions[i], expiry[i] = KEYS[number], KEYS[number + 1], KEYS[number + 2], take()
  end
  for _ = 1, count() do
    local field, amount = take(), take()
    for k = 1, #hashes do
      add(hashes[k], field, amount)
    end
  end
  for _ = 1, count() do
    local field, overflow, amount = take(), take(), take()
    for k = 1, #hashes do
      addOpen(hashes[k], field, overflow, amount)
    end
  end
  spread('PFADD', visitors)
  spread('PFADD', sessions)
  cells[c] = {hashes = hashes, visitors = visitors, sessions = sessions, expiry = expiry}
end

for _ = 1, count() do
  local hashes = cells[count()].hashes
  local id, today, before, after = take(), key(), key(), key()
  local units, revenue, overflow, amount = take(), take(), take(), take()
  -- Pods' clocks differ by a little, so around midnight the first of two may stand in the later day.
  local seen = redis.call('SISMEMBER', before, id) == 1 or redis.call('SISMEMBER', after, id) == 1
  if not seen and redis.call('SADD', today, id) == 1 then
    for k = 1, #hashes do
      add(hashes[k], 'orders', 1)
      add(hashes[k], 'units', units)
      if revenue ~= '' then
        addOpen(hashes[k], revenue, overflow, amount)
      end
    end
  end
  -- From now, not from the order's day: a replay of old days must remember them while it runs.
  redis.call('PEXPIRE', today, orderMemory)
end

-- Last: a bucket whose time is over goes now, and nothing may bring it back without an end.
for c = 1, #cells do
  local cell = cells[c]
  for k = 1, #cell.hashes do
    if cell.expiry[k] ~= '0' then
      redis.call('PEXPIREAT', cell.hashes[k], cell.expiry[k])
      redis.call('PEXPIREAT', cell.visitors[k], cell.expiry[k])
      redis.call('PEXPIREAT', cell.sessions[k], cell.expiry[k])
    end
  end
end

for _ = 1, count() do
  local list = key()
  spread('LPUSH', {list})
  redis.call('LTRIM', list, 0, recentMax - 1)
end

return {1, to}
