using Slipway.Gateway.Balancing;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hedging;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;
using Slipway.Gateway.Telemetry;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Gets requests to replicas, whoever they come from: a place is taken (<see cref="AdmitAsync"/>), the request is sent, again
/// where that is safe (<see cref="SendAsync"/>), and what became of it is counted (<see cref="Complete"/>). Thread-safe.
/// </summary>
internal sealed class Dispatcher(
    TableStore tables,
    Balancer balancer,
    UpstreamClients clients,
    Holder holder,
    Hedger hedger,
    PlaceKeeper places,
    TrafficInstruments instruments,
    TimeProvider time
)
{
    // What a replica that takes no connections is given where there is no other: it may be on its way back.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes a place at a replica, waiting for one where the service holds its requests.</summary>
    /// <returns>Why there is none; null where there is one, and the call must be completed.</returns>
    /// <exception cref="OperationCanceledException">By a token.</exception>
    public ValueTask<Refusal?> AdmitAsync(Call call, CancellationToken callerGone, CancellationToken late)
    {
        call.Service.State.Requests.Add();
        return Holder.IsOccupied(call.Service) || TryEnter(call) is Seat.NoReplica
            ? new ValueTask<Refusal?>(HoldAsync(call, callerGone, late))
            : new ValueTask<Refusal?>(call.At.IsTaken ? null : Refusals.Full(call.Service));
    }

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
                if (!SendFailures.IsUnavailable(response) || !TryMoveOn(call, SendFailure.Unavailable))
                    return response;
                response.Dispose();
                continue;
            }
            catch (Exception e)
                when (e is HttpRequestException or OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            {
                var failure = SendFailures.Of(e);
                if (failure == SendFailure.NotReached)
                    call.At.Replica.NotReached();
                if (TryMoveOn(call, failure))
                    continue;
                if (!MayRetry(call, failure))
                    throw;
                if (failure == SendFailure.NotReached)
                    await Task.Delay(Pause, time, cancellationToken);
                if (!TryStay(call, failure))
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
        var place = call.At;
        places.Leave(place, outcome, call.Service.Traffic.CircuitBreaker);
        if (call.IsInference)
            Count(call, outcome, time.GetElapsedTime(place.Since));
        else
            place.Revision.State.Counters.Leave();
        GiveBackRoom(call);
        call.Mirrored?.Ended(outcome, grpcStatus);
    }

    private void Count(Call call, Outcome outcome, TimeSpan latency)
    {
        call.At.Revision.State.Counters.End(outcome, latency);
        if (outcome == Outcome.Answered)
            instruments.Answered(call.At.Revision, call.Service.Name, latency);
    }

    private async Task<Refusal?> HoldAsync(Call call, CancellationToken callerGone, CancellationToken late)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callerGone, late);
        while (true)
        {
            if (!call.Service.Route.Holds && !Holder.IsOccupied(call.Service))
                return Refusals.NoReplica(call.Service);
            if (await holder.WaitAsync(call, either.Token) is { } refusal)
            {
                GiveBackRoom(call);
                return refusal;
            }

            switch (TryEnter(call))
            {
                case Seat.Taken:
                    return null;
                case Seat.Full:
                    GiveBackRoom(call);
                    return Refusals.Full(call.Service);
                default:
                    GiveBackRoom(call);
                    break;
            }
        }
    }

    private Seat TryEnter(Call call)
    {
        var seat = balancer.TryTake(call, out var place);
        if (seat == Seat.Taken)
            Enter(call, place);
        return seat;
    }

    private static void GiveBackRoom(Call call)
    {
        call.Room?.Leave();
        call.Room = null;
    }

    private bool TryMoveOn(Call call, SendFailure failure)
    {
        (call.Tried ??= []).Add(call.At.Replica);
        Refresh(call);
        return MayRetry(call, failure) && balancer.TryTakeOther(call, out var place) && Move(call, place, failure);
    }

    private bool TryStay(Call call, SendFailure failure)
    {
        Refresh(call);
        return MayRetry(call, failure) && balancer.TryTakeAgain(call, out var place) && Move(call, place, failure);
    }

    // What has come in the meantime is better than what was there at the beginning.
    private void Refresh(Call call)
    {
        if (tables.Current.TryFindService(call.Service.Name, out var now))
            call.Service = now;
    }

    private bool Move(Call call, Place place, SendFailure failure)
    {
        var isFree = failure == SendFailure.NotReached;
        if (!isFree && !call.Service.State.Retries.TrySpend(call.Service.Traffic.Retries.Budget))
        {
            PlaceKeeper.GiveBack(place);
            return false;
        }

        var before = call.At;
        places.Leave(before, Outcome.Failed, call.Service.Traffic.CircuitBreaker);
        // What another replica makes good is a failure of the revision all the same; one that was never asked, or was taken out
        // meanwhile, says nothing of it.
        var isOfTheRevision = !isFree && call.Service.Has(before.Replica);
        if (!isOfTheRevision && before.Revision.State == place.Revision.State)
            before.Revision.State.Counters.Leave();
        else
            before.Revision.State.Counters.End(Outcome.Failed, TimeSpan.Zero);
        call.Retries++;
        Enter(call, place);
        return true;
    }

    private static bool MayRetry(Call call, SendFailure failure) =>
        call.Retries < call.Service.Traffic.Retries.Attempts
        && (failure == SendFailure.NotReached || call.IsRepeatable);

    private static bool MayHedge(Call call, HttpRequestMessage request) =>
        call.IsRepeatable && call.Retries == 0 && (call.Body is not null || request.Content is null);

    private static void Enter(Call call, Place place)
    {
        place.Revision.State.Counters.Begin();
        call.At = place;
    }
}
