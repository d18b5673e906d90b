-- Posts the file named by the first argument after `--`; prints one line of JSON with the names that Measurement has.
-- The second argument, where there is one, is the length of the JSON in front of binary tensors.

function init(args)
   local file = assert(io.open(args[1], "rb"))
   local body = file:read("*a")
   file:close()
   wrk.method = "POST"
   wrk.body = body
   if args[2] then
      wrk.headers["Content-Type"] = "application/octet-stream"
      wrk.headers["Inference-Header-Content-Length"] = args[2]
   else
      wrk.headers["Content-Type"] = "application/json"
   end
   request_bytes = wrk.format()
end

function request()
   return request_bytes
end

function done(summary, latency, requests)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format(
      '"requests":%d,"errors":%d,"seconds":%.6f,"p50":%.1f,"p90":%.1f,"p99":%.1f\n',
      summary.requests - e.status, errors, summary.duration / 1e6,
      latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end
