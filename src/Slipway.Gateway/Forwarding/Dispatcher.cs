using Slipway.Gateway.Balancing;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hedging;
using Slipway.Gateway.Retries;
using Slipway.Gateway.Statistics;
using Slipway.Gateway.Telemetry;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Gets requests to replicas, whoever they come from: a place is taken (<see cref="AdmitAsync"/>), the request is sent, again
/// where that is safe (<see cref="SendAsync"/>), and what became of it is counted (<see cref="Complete"/>). Thread-safe.
/// </summary>
internal sealed class Dispatcher(
    Admitter admitter,
    Rerouter rerouter,
    UpstreamClients clients,
    Hedger hedger,
    PlaceKeeper places,
    TrafficInstruments instruments,
    TimeProvider time
)
{
    /// <inheritdoc cref="Admitter.AdmitAsync"/>
    public ValueTask<Refusal?> AdmitAsync(Call call, CancellationToken callerGone, CancellationToken late) =>
        admitter.AdmitAsync(call, callerGone, late);

    /// <summary>Sends the request to where the call has its place.</summary>
    /// <exception cref="HttpRequestException">No replica gave an answer; the call is at the last one.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Call call,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var client = clients.Of(call.Surface);
        while (true)
        {
            request.RequestUri = call.AddressAt(call.At.Replica);
            try
            {
                var hedging = MayHedge(call, request) ? call.Service.Traffic.Hedging : null;
                var response = hedging is null
                    ? await client.SendAsync(request, cancellationToken)
                    : await hedger.SendAsync(call, request, hedging, cancellationToken);
                if (!SendFailures.IsUnavailable(response) || !rerouter.TryMoveOn(call, SendFailure.Unavailable))
                    return response;
                response.Dispose();
            }
            catch (Exception e)
                when (e is HttpRequestException or OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            {
                var failure = SendFailures.Of(e);
                if (failure == SendFailure.NotReached)
                    call.At.Replica.NotReached();
                if (
                    !rerouter.TryMoveOn(call, failure) && !await rerouter.TryStayAsync(call, failure, cancellationToken)
                )
                    throw;
            }
        }
    }

    /// <summary>Counts what became of the call, whose answer has come to its end.</summary>
    /// <param name="call">Was admitted.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="grpcStatus">What the last replica said; null over REST.</param>
    public void Complete(Call call, Outcome outcome, string? grpcStatus = null)
    {
        var (place, counters) = (call.At, call.At.Revision.State.Counters);
        places.Leave(place, outcome, call.Service.Traffic.CircuitBreaker);
        if (call.IsInference)
        {
            var latency = time.GetElapsedTime(place.Since);
            counters.End(outcome, latency);
            if (outcome == Outcome.Answered)
                instruments.Answered(place.Revision, call.Service.Name, latency);
        }
        else
        {
            counters.Leave();
        }

        call.LeaveRoom();
        call.Mirrored?.Ended(outcome, grpcStatus);
    }

    private static bool MayHedge(Call call, HttpRequestMessage request) =>
        call.IsRepeatable && call.Retries == 0 && (call.Body is not null || request.Content is null);
}
