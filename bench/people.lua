-- Asks wrk's eight connections for one person after the other, so that no answer is the one that was just given.
local requests, position = {}, 0

function init(arguments)
   for id in io.lines(arguments[1]) do
      requests[#requests + 1] = wrk.format("GET", "/people/" .. id)
   end
end

function request()
   position = position % #requests + 1
   return requests[position]
end
