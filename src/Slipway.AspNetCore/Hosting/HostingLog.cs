using Microsoft.Extensions.Logging;
using Slipway.Machine;

namespace Slipway.AspNetCore.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "Stopping: not ready any more, {InFlight} requests in flight")]
    public static partial void Draining(this ILogger log, int inFlight);

    [LoggerMessage(2, LogLevel.Information, "Stopped after {Requests} requests over {Connections} connections")]
    public static partial void Stopped(this ILogger log, long requests, long connections);

    /// <summary>What the server took the CPUs for that it may use; models divide them among their runs.</summary>
    [LoggerMessage(4, LogLevel.Information, "Using {Cpus}")]
    public static partial void Cpus(this ILogger log, CpuBudget cpus);

    [LoggerMessage(3, LogLevel.Error, "Request {Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception error, string method, string path);
}
