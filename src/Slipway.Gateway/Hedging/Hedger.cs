using Slipway.Deployment.Manifest;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Hedging;

/// <summary>
/// Sends a request a second time, to another replica, where the first does not begin to answer in time (Dean and Barroso, "The
/// Tail at Scale", 2013, "Hedged requests"). Whoever answers first has answered; the other is told to stop.
/// </summary>
internal sealed class Hedger(Balancer balancer, UpstreamClients clients, PlaceKeeper places, TimeProvider time)
{
    /// <summary>As the client's own, but for where the call is when it returns: at the replica that answered.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        Call call,
        HttpRequestMessage request,
        HedgingConfig config,
        CancellationToken cancellationToken
    )
    {
        var client = clients.Of(call.Surface);
        var state = call.At.Revision.State;
        if (state.HedgeDelay.Of(state, config) is not { } delay)
            return await client.SendAsync(request, cancellationToken);

        // Made before the first is sent, whose headers belong to the connection from then on.
        using var second = RequestCopy.Of(request, call.Body);
        using var firstEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = client.SendAsync(request, firstEnds.Token);
        if (
            await IsInTimeAsync(first, delay, cancellationToken)
            || cancellationToken.IsCancellationRequested
            || TryTake(call, config) is not { } place
        )
            return await first;

        second.RequestUri = call.AddressAt(place.Replica);
        using var secondEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hedge = client.SendAsync(second, secondEnds.Token);
        var earlier = await Task.WhenAny(first, hedge);
        // One that fails says nothing as long as the other may answer; where both do, it is the first that is told of.
        var isFirst = ReferenceEquals(earlier, first)
            ? IsAnswer(first) || !await IsAnswerAsync(hedge)
            : !IsAnswer(hedge);
        var (winner, loser) = isFirst ? (first, hedge) : (hedge, first);
        await (isFirst ? secondEnds : firstEnds).CancelAsync();
        await EndAsync(call, isFirst ? place : call.At, loser, cancellationToken);
        if (!isFirst)
            call.At = place;
        return await winner;
    }

    private async Task<bool> IsInTimeAsync(Task first, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isInTime = await Task.WhenAny(first, Task.Delay(Timers.Bounded(delay), time, over.Token)) == first;
        await over.CancelAsync();
        return isInTime;
    }

    private Place? TryTake(Call call, HedgingConfig config)
    {
        if (!balancer.TryTakeBeside(call, out var place))
            return null;
        if (!call.Service.State.Hedges.TrySpend(config.Budget))
        {
            PlaceKeeper.GiveBack(place);
            return null;
        }

        place.Revision.State.Counters.Begin();
        return place;
    }

    // The replica is told, and its place given back, before the winner's answer goes on: nothing of the request is left behind.
    private async Task EndAsync(
        Call call,
        Place place,
        Task<HttpResponseMessage> loser,
        CancellationToken cancellationToken
    )
    {
        var outcome = Outcome.Abandoned;
        var isReached = true;
        try
        {
            using var response = await loser;
            if (SendFailures.IsUnavailable(response))
                outcome = Outcome.Failed;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }
        catch (HttpRequestException e) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = Outcome.Failed;
            isReached = SendFailures.Of(e) != SendFailure.NotReached;
        }

        if (outcome == Outcome.Failed)
            (call.Tried ??= []).Add(place.Replica);
        places.Leave(place, outcome, call.Service.Traffic.CircuitBreaker);
        // As the dispatcher counts attempts.
        if (outcome == Outcome.Failed && isReached)
            place.Revision.State.Counters.End(outcome, TimeSpan.Zero);
        else
            place.Revision.State.Counters.Leave();
    }

    private static async Task<bool> IsAnswerAsync(Task<HttpResponseMessage> task)
    {
        await Task.WhenAny(task);
        return IsAnswer(task);
    }

    private static bool IsAnswer(Task<HttpResponseMessage> task) =>
        task.IsCompletedSuccessfully && !SendFailures.IsUnavailable(task.Result);
}
