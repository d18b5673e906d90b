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
    public static Outcome Of(ForwarderError error, Exchange exchange, bool late) =>
        error switch
        {
            ForwarderError.None => IsFailure(exchange.Status, exchange.GrpcStatusText)
                ? Outcome.Failed
                : Outcome.Answered,
            _ when late => Outcome.Failed,
            ForwarderError.RequestCanceled
            or ForwarderError.RequestBodyCanceled
            or ForwarderError.RequestBodyClient
            or ForwarderError.ResponseBodyCanceled
            or ForwarderError.ResponseBodyClient => Outcome.Abandoned,
            _ => Outcome.Failed,
        };

    /// <summary>5xx but 501; gRPC's UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS.</summary>
    public static bool IsFailure(int status, string? grpcStatus) =>
        status is >= 500 and not 501 || grpcStatus is "2" or "13" or "14" or "15";

    /// <summary>What the caller is told where no replica answered.</summary>
    public static Refusal RefusalOf(HttpContext context, Call call, bool late)
    {
        var (service, replica) = (call.Service.Name, call.At.Replica.Name);
        if (late)
            return Refusals.TimedOut(call.Service);
        var failure = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        return failure is not null && SendFailures.Of(failure) == SendFailure.NotReached
            ? Refusal.Unavailable($"Replica '{replica}' of service '{service}' takes no connection.")
            : Refusal.BadGateway($"Replica '{replica}' of service '{service}' broke off before it answered.");
    }
}
