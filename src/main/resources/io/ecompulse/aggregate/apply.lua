-- Adds one delta, if and only if it starts where the last one ended. Runs on Redis 6.2, 7 and Valkey.
--
-- Answers {1, to} when it was added; {0, next} when the fence stands elsewhere; {0, '-1'} when there is no fence and the
-- caller did not begin with an empty store: its numbers were lost, and it must read from the oldest record again;
-- {0, '-2'} when another generation is written now.
--
-- KEYS  generation pointer, fence, channels, visits now, visits before, then whatever ARGV points at by number; all in one
--       hash slot.
-- ARGV  is read from left to right ("keys" is a count, then the number of each; a "series" is the number of a key or '0'):
--   from, to, first ('1' or '0'), rebuiltAt, since, generation,
--   names max, top max, order memory (ms), recent max, silence (s), visitors max
--   channels: count, then each
--   cells: count, then each:
--     buckets: count, then (number of the hash's key, expires at in ms or '0'), the last is that of all time;
--       place of the first that is longer than a minute
--     fixed fields: count, then (field, amount, series)
--     open fields: count, then (field, overflow, amount, '0')
--     minute of the day, when its series expire
--     visitors: keys for every bucket, series, count, then each
--     sessions: the same
--     funnel: count, then each: keys for every bucket longer than a minute, count, then each visitor
--     tops: count, then each: keys for every hour and day, field of the hash for what is cut, count, then (name, amount)
--     the top of what orders bought: keys, field
--   orders: count, then (number of its cell, id, numbers of the keys of its day, the day before and the day after,
--           amounts: count, then (field, overflow, amount, series); bought: count, then (name, units))
--   visits: count, then each in one piece: visitor, session (8 bytes each), named (1), window, first, last (4 each, seconds),
--           numbers of its cells (4 each)
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
local function keys()
  local taken = {}
  for i = 1, count() do
    taken[i] = key()
  end
  return taken
end
local function series()
  local number = count()
  return number > 0 and KEYS[number]
end

-- Positions are compared as strings: Lua's numbers are exact to 2^53 only.
local function reached(position, target)
  return #position > #target or (#position == #target and position >= target)
end

local from, to, first, rebuiltAt, since, generation = take(), take(), take(), take(), take(), take()
local namesMax, topMax, orderMemory, recentMax = count(), count(), take(), count()
local silence, visitorsMax = count(), count()

local pointer = redis.call('HMGET', KEYS[1], 'visible', 'building', 'target')
if (pointer[2] or pointer[1] or '0') ~= generation then
  return {0, '-2'}
end
local next = redis.call('HGET', KEYS[2], 'next')
if next then
  if next ~= from then
    return {0, next}
  end
elseif first ~= '1' then
  return {0, '-1'}
end
redis.call('HSET', KEYS[2], 'next', to)
if not next and rebuiltAt ~= '0' then
  redis.call('HSET', KEYS[2], 'rebuiltAt', rebuiltAt)
end
if since ~= '0' then
  redis.call('HSET', KEYS[2], 'since', since)
end

-- When each key goes; applied last, for a key must be there to be given an end.
local ends = {}
local function touch(cell, place, names)
  for k = 1, #names do
    local expiry = cell.expiry[place + k - 1]
    if expiry ~= '0' then
      ends[names[k]] = expiry
    end
  end
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

local function addField(cell, field, overflow, amount, minutes)
  for k = 1, #cell.hashes do
    addOpen(cell.hashes[k], field, overflow, amount)
  end
  if minutes then
    cell.series[#cell.series + 1] = {minutes, amount}
  end
end

-- Hands elements to a command for each key, some at a time.
local function each(command, names, elements, start, last)
  for i = start, last, CHUNK do
    local to = math.min(i + CHUNK - 1, last)
    for k = 1, #names do
      redis.call(command, names[k], unpack(elements, i, to))
    end
  end
end

-- Takes as many arguments as the next one says.
local function spread(command, names)
  local start = at + 2
  at = at + 1 + tonumber(ARGV[at + 1])
  each(command, names, ARGV, start, at)
end

-- What falls out of a list that is cut may come back and count from nothing: the hash keeps the most that was lost so.
local function cut(list, hash, field)
  if redis.call('ZCARD', list) > 2 * topMax then
    local largest = redis.call('ZREVRANGE', list, topMax, topMax, 'WITHSCORES')
    redis.call('ZREMRANGEBYRANK', list, 0, -topMax - 1)
    redis.call('HINCRBY', hash, field, largest[2])
  end
end

local function addTop(top, name, amount)
  for k = 1, #top.lists do
    redis.call('ZINCRBY', top.lists[k], amount, name)
  end
end

local function cutTop(cell, top)
  for k = 1, #top.lists do
    cut(top.lists[k], cell.hashes[cell.coarse + k - 1], top.field)
  end
  touch(cell, cell.coarse, top.lists)
end

spread('SADD', {KEYS[3]})

local cells = {}
for c = 1, count() do
  local cell = {hashes = {}, expiry = {}, series = {}, visits = {}}
  for i = 1, count() do
    cell.hashes[i], cell.expiry[i] = key(), take()
  end
  cell.coarse = count()
  touch(cell, 1, cell.hashes)
  for _ = 1, count() do
    local field, amount, minutes = take(), take(), series()
    addField(cell, field, field, amount, minutes)
  end
  for _ = 1, count() do
    local field, overflow, amount, minutes = take(), take(), take(), series()
    addField(cell, field, overflow, amount, minutes)
  end
  cell.minute, cell.seriesEnd = take(), take()
  local visitors = keys()
  cell.visitorSeries = series()
  spread('PFADD', visitors)
  touch(cell, 1, visitors)
  cell.sessions = keys()
  cell.sessionSeries = series()
  spread('PFADD', cell.sessions)
  touch(cell, 1, cell.sessions)
  for _ = 1, count() do
    local step = keys()
    spread('PFADD', step)
    touch(cell, cell.coarse, step)
  end
  for _ = 1, count() do
    local top = {lists = keys(), field = take()}
    for _ = 1, count() do
      local name, amount = take(), take()
      addTop(top, name, amount)
    end
    cutTop(cell, top)
  end
  cell.bought = {lists = keys(), field = take()}
  cell.visitors = visitors
  cells[c] = cell
end

for _ = 1, count() do
  local cell = cells[count()]
  local id, today, before, after = take(), key(), key(), key()
  -- Pods' clocks differ by a little, so around midnight the first of two may stand in the later day.
  local seen = redis.call('SISMEMBER', before, id) == 1 or redis.call('SISMEMBER', after, id) == 1
  local counts = not seen and redis.call('SADD', today, id) == 1
  for _ = 1, count() do
    local field, overflow, amount, minutes = take(), take(), take(), series()
    if counts then
      addField(cell, field, overflow, amount, minutes)
    end
  end
  for _ = 1, count() do
    local name, units = take(), take()
    if counts then
      addTop(cell.bought, name, units)
    end
  end
  -- From now, not from the order's day: a replay of old days must remember them while it runs.
  redis.call('PEXPIRE', today, orderMemory)
end

-- Visits: each goes on with its visitor's session unless the silence before it was too long. Who was not seen in this window
-- or the one before is forgotten. In the order of the journal, so that it means nothing how deltas are cut.
local function fetch(name, visitors, window, known)
  for i = 1, #visitors, CHUNK do
    local last = math.min(i + CHUNK - 1, #visitors)
    local found = redis.call('HMGET', name, unpack(visitors, i, last))
    for k = 1, #found do
      if found[k] and not known[visitors[i + k - 1]] then
        local session, seen = struct.unpack('>c8I4', found[k])
        known[visitors[i + k - 1]] = {session = session, last = seen, window = window}
      end
    end
  end
end

local function visit(visits)
  local began = tonumber(redis.call('HGET', KEYS[2], 'window') or '0')
  local window, known, visitors, touched = began, {}, {}, {}
  for i = 1, #visits do
    visitors[i] = string.sub(visits[i], 1, 8)
  end
  fetch(KEYS[4], visitors, began, known)
  fetch(KEYS[5], visitors, began - 1, known)
  for i = 1, #visits do
    local visitor, session, named, now, first, last, place = struct.unpack('>c8c8BI4I4I4', visits[i])
    window = math.max(window, now)
    local before = known[visitor]
    if before and before.window < window - 1 then
      before = nil
    end
    if before and named == 0 and first <= before.last + silence then
      session = before.session
    end
    known[visitor] = {session = session, last = math.max(last, before and before.last or 0), window = window}
    touched[visitor] = true
    while place <= #visits[i] do
      local number
      number, place = struct.unpack('>I4', visits[i], place)
      local sessions = cells[number].visits
      sessions[#sessions + 1] = session
    end
  end
  local function turn()
    redis.call('DEL', KEYS[5])
    if redis.call('EXISTS', KEYS[4]) == 1 then
      redis.call('RENAME', KEYS[4], KEYS[5])
    end
  end
  for _ = began + 1, math.min(window, began + 2) do
    turn()
  end
  local pairs4, pairs5 = {}, {}
  for visitor in pairs(touched) do
    local entry = known[visitor]
    local list = entry.window == window and pairs4 or (entry.window == window - 1 and pairs5)
    if list then
      list[#list + 1] = visitor
      list[#list + 1] = struct.pack('>c8I4', entry.session, entry.last)
    end
  end
  each('HSET', {KEYS[5]}, pairs5, 1, #pairs5)
  each('HSET', {KEYS[4]}, pairs4, 1, #pairs4)
  redis.call('HSET', KEYS[2], 'window', string.format('%d', window))
  if redis.call('HLEN', KEYS[4]) > visitorsMax then
    turn()
  end
  redis.call('PEXPIRE', KEYS[4], orderMemory)
  redis.call('PEXPIRE', KEYS[5], orderMemory)
end

local visits = count()
if visits > 0 then
  local taken = {}
  for i = 1, visits do
    taken[i] = take()
  end
  visit(taken)
end

-- Last: a bucket whose time is over goes now, and nothing may bring it back without an end.
local function setMinute(cell, minutes, sets)
  if minutes and #sets > 0 then
    redis.call('BITFIELD', minutes, 'SET', 'i64', '#' .. cell.minute, redis.call('PFCOUNT', sets[1]))
    ends[minutes] = cell.seriesEnd
  end
end
for c = 1, #cells do
  local cell = cells[c]
  each('PFADD', cell.sessions, cell.visits, 1, #cell.visits)
  for i = 1, #cell.series do
    local minutes, amount = cell.series[i][1], cell.series[i][2]
    redis.call('BITFIELD', minutes, 'OVERFLOW', 'FAIL', 'INCRBY', 'i64', '#' .. cell.minute, amount)
    ends[minutes] = cell.seriesEnd
  end
  setMinute(cell, cell.visitorSeries, cell.visitors)
  setMinute(cell, cell.sessionSeries, cell.sessions)
  cutTop(cell, cell.bought)
end
for name, expiry in pairs(ends) do
  redis.call('PEXPIREAT', name, expiry)
end

for _ = 1, count() do
  local list = key()
  spread('LPUSH', {list})
  redis.call('LTRIM', list, 0, recentMax - 1)
end

-- A rebuild that has caught up shows itself: from here on readers see it, and the other generation no more.
if pointer[2] and pointer[3] and reached(to, pointer[3]) then
  redis.call('HSET', KEYS[1], 'visible', pointer[2], 'replaced', pointer[1] or '0')
  redis.call('HDEL', KEYS[1], 'building', 'target')
end

return {1, to}
