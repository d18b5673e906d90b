using Slipway.Gateway.Failures;
using Slipway.Gateway.Statistics;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Gateway.Forwarding;

/// <summary>What became of a forwarded request, by what the forwarder says and what came.</summary>
internal static class Outcomes
{
    /// <param name="error">The forwarder's.</param>
    /// <param name="exchange">What came.</param>
    /// <param name="late">Whether the time of the call is over.</param>
    public static Outcome Of(ForwarderError error, Exchange exchange, bool late)
    {
        // Callers who are in a hurry say nothing about a replica.
        var callersTime = exchange.Call.Patience is not null;
        return error switch
        {
            ForwarderError.None when exchange.Status == StatusCodes.Status504GatewayTimeout && callersTime =>
                Outcome.Abandoned,
            ForwarderError.None => IsFailure(exchange.Status, exchange.GrpcStatusText)
                ? Outcome.Failed
                : Outcome.Answered,
            _ when late => callersTime && exchange.Call.IsHurried ? Outcome.Abandoned : Outcome.Failed,
            ForwarderError.RequestCanceled
            or ForwarderError.RequestBodyCanceled
            or ForwarderError.RequestBodyClient
            or ForwarderError.ResponseBodyCanceled
            or ForwarderError.ResponseBodyClient => Outcome.Abandoned,
            _ => Outcome.Failed,
        };
    }

    /// <summary>5xx but 501; gRPC's UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS.</summary>
    public static bool IsFailure(int status, string? grpcStatus) =>
        status is >= 500 and not 501 || grpcStatus is "2" or "13" or "14" or "15";

    /// <summary>Tells the caller why no replica answered.</summary>
    public static Task TellAsync(HttpContext context, Call call, bool late)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        var refusal = late ? Refusals.TimedOut(call) : RefusalOf(context, call);
        return FailureWriter.WriteAsync(context, call.Surface, refusal);
    }

    private static Refusal RefusalOf(HttpContext context, Call call)
    {
        var (service, replica) = (call.Service.Name, call.At.Replica.Name);
        return context.Features.Get<IForwarderErrorFeature>() switch
        {
            {
                Error: ForwarderError.RequestBodyClient,
                Exception: AggregateException { InnerException: BadHttpRequestException bad }
            } => Refusals.Unreadable(bad),
            { Error: ForwarderError.RequestBodyClient } => Refusal.Invalid("The request's body broke off."),
            { Error: ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled } => Refusals.TimedOut(call),
            { Error: ForwarderError.ResponseHeaders } => Refusal.BadGateway(
                $"The answer of replica '{replica}' of service '{service}' has headers that cannot be passed on."
            ),
            var other => Refusals.OfFailure(call, other?.Exception),
        };
    }
}
