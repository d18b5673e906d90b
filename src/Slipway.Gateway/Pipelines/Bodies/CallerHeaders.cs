using System.Collections.Frozen;
using System.Diagnostics;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Recognition;

namespace Slipway.Gateway.Pipelines.Bodies;

/// <summary>What a caller's headers mean for the models that are asked in its name.</summary>
internal static class CallerHeaders
{
    private const string Trace = "traceparent";
    private const string TraceState = "tracestate";

    // Of the body, of the connection, of the gateway's own door, or made anew for every model.
    private static readonly FrozenSet<string> OfThisRequest = FrozenSet.ToFrozenSet(
        [
            "accept",
            "accept-encoding",
            "authorization",
            "connection",
            "expect",
            "grpc-accept-encoding",
            "grpc-encoding",
            CallerDeadline.GrpcHeader,
            CallerDeadline.RestHeader,
            CallerDeadline.EnvoyHeader,
            "host",
            "inference-header-content-length",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-api-key",
            Trace,
            TraceState,
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="PipelineFailure">400: a time that is none.</exception>
    public static RunOptions Read(HttpRequest request, Surface surface = Surface.Rest) =>
        new()
        {
            Headers = [.. PassedOn(request)],
            TraceHeaders = [.. TraceOf(request)],
            Trace = ActivityContext.TryParse(request.Headers[Trace], request.Headers[TraceState], true, out var trace)
                ? trace
                : default,
            Timeout = TimeoutOf(request, surface),
        };

    private static IEnumerable<KeyValuePair<string, string>> PassedOn(HttpRequest request)
    {
        string[] ofConnection = [.. RequestHeaders.NamedBy(request.Headers.Connection)];
        foreach (var (name, values) in request.Headers)
        {
            var isOfThis =
                OfThisRequest.Contains(name)
                || ofConnection.Contains(name, StringComparer.OrdinalIgnoreCase)
                || name.StartsWith(':')
                || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase);
            if (!isOfThis)
                yield return KeyValuePair.Create(name, values.ToString());
        }

        foreach (var (name, value) in RequestHeaders.Seen(request.HttpContext))
        {
            if (!string.IsNullOrEmpty(value))
                yield return KeyValuePair.Create(name, value);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> TraceOf(HttpRequest request)
    {
        if (request.Headers[Trace] is not [{ } trace])
            yield break;
        yield return KeyValuePair.Create(Trace, trace);
        if (request.Headers[TraceState] is [{ } state])
            yield return KeyValuePair.Create(TraceState, state);
    }

    private static TimeSpan? TimeoutOf(HttpRequest request, Surface surface)
    {
        string[] names =
            surface == Surface.Grpc
                ? [CallerDeadline.GrpcHeader]
                : [CallerDeadline.RestHeader, CallerDeadline.EnvoyHeader];
        if (Array.Find(names, request.Headers.ContainsKey) is not { } name)
            return null;
        return CallerDeadline.Read(request.Headers, surface)
            ?? throw PipelineFailure.Invalid(
                $"The header {name} is '{request.Headers[name]}', which is no time over 0."
            );
    }
}
