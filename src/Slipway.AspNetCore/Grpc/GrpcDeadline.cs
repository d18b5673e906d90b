using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>
/// Ends a call when its caller goes or its <c>grpc-timeout</c> is over. A call without a timeout costs nothing.
/// </summary>
internal readonly struct GrpcDeadline : IDisposable
{
    // Longer than any timer takes, and than anyone waits.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _callerGone;

    private GrpcDeadline(CancellationTokenSource? source, long? at, CancellationToken caller)
    {
        _source = source;
        At = at;
        Token = source?.Token ?? caller;
        if (source is not null)
            _callerGone = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    public CancellationToken Token { get; }

    /// <summary>As a timestamp of Stopwatch; null where there is none.</summary>
    public long? At { get; }

    /// <summary>Starts the clock of a call; the result must be disposed at its end.</summary>
    /// <exception cref="ServingException">InvalidArgument for a timeout that is none.</exception>
    public static GrpcDeadline Start(HttpContext context, TimeProvider time)
    {
        var header = context.Request.Headers.GrpcTimeout;
        if (header.Count == 0)
            return new GrpcDeadline(null, null, context.RequestAborted);
        if (!GrpcTimeout.TryParse(header.ToString(), out var timeout))
        {
            throw ServingException.InvalidArgument(
                $"grpc-timeout '{header}' is not one to eight digits followed by H, M, S, m, u or n."
            );
        }

        if (timeout >= Longest)
            return new GrpcDeadline(null, null, context.RequestAborted);
        var at = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        return new GrpcDeadline(new CancellationTokenSource(timeout, time), at, context.RequestAborted);
    }

    public void Dispose()
    {
        _callerGone.Dispose();
        _source?.Dispose();
    }
}
