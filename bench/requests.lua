-- Makes wrk send the requests of a file, one after the other, and say in one line of JSON what came of them.
--   wrk … -s requests.lua URL -- FILE [FROM]
-- A line of the file is a method, a path and perhaps a body. FROM is how many lines are left out at first, so that a run
-- can go on where the one before it ended. Connections of a thread take turns; each thread begins elsewhere in the file.
local threads = 0
local requests, position = {}, 0
local types = { POST = "application/ld+json", PATCH = "application/merge-patch+json" }

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(arguments)
   for line in io.lines(arguments[1]) do
      local method, path, body = line:match("^(%u+) (%S+) ?(.*)$")
      local headers = { ["Content-Type"] = types[method] }
      for name, value in pairs(wrk.headers) do headers[name] = value end
      requests[#requests + 1] = wrk.format(method, path, headers, #body > 0 and body or nil)
   end
   position = tonumber(arguments[2] or 0) + math.floor(number * #requests / (number + 1))
end

function request()
   position = position % #requests + 1
   return requests[position]
end

-- wrk itself counts as status what is 400 or more; it follows no redirect, and nobody here asks for a 304.
function done(summary, latency)
   local failures = summary.errors
   print(string.format(
      '{"requests":%d,"microseconds":%d,"errors":%d,"p50":%d,"p90":%d,"p99":%d,"max":%d}',
      summary.requests, summary.duration,
      failures.connect + failures.read + failures.write + failures.status + failures.timeout,
      latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
