using Slipway.Gateway.Balancing;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Retries;

/// <summary>
/// Finds another place for a request whose attempt gave nothing to pass on, where it may be sent again
/// (<see cref="Deployment.Manifest.RetryConfig"/>). Thread-safe.
/// </summary>
internal sealed class Rerouter(
    TableStore tables,
    Balancer balancer,
    Holder holder,
    PlaceKeeper places,
    TimeProvider time
)
{
    // What a replica that takes no connections is given where there is no other, twice as long each time: it may be on its way
    // back, or the table without it on its way here.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // More doublings would be minutes.
    private const int MostDoublings = 6;

    /// <summary>Moves the call to a replica that has not failed it.</summary>
    public bool TryMoveOn(Call call, SendFailure failure)
    {
        (call.Tried ??= []).Add(call.At.Replica);
        Refresh(call);
        return MayRetry(call, failure) && balancer.TryTakeOther(call, out var place) && Move(call, place, failure);
    }

    /// <summary>
    /// Where there is no other: has it tried again where it was, a moment later where no connection came about. Where the replicas are
    /// gone by then it waits for one, if the service holds its requests.
    /// </summary>
    public async ValueTask<bool> TryStayAsync(Call call, SendFailure failure, CancellationToken cancellationToken)
    {
        if (!MayRetry(call, failure))
            return false;
        if (failure == SendFailure.NotReached)
            await Task.Delay(Pause * (1 << Math.Min(call.Retries, MostDoublings)), time, cancellationToken);
        Refresh(call);
        if (balancer.TryTakeAgain(call, out var place))
            return Move(call, place, failure);
        if (call.Service.Split.Length > 0 || !call.Service.Route.Holds)
            return false;
        call.LeaveRoom();
        return await holder.WaitAsync(call, cancellationToken) is null
            && balancer.TryTake(call, out place) == Seat.Taken
            && Move(call, place, failure);
    }

    private static bool MayRetry(Call call, SendFailure failure) =>
        call.Retries < call.Service.Traffic.Retries.Attempts
        && (failure == SendFailure.NotReached || call.IsRepeatable);

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
        Count(call, before, place, isFree);
        call.Retries++;
        call.Enter(place);
        return true;
    }

    // What another replica makes good is a failure of the revision all the same; one that was never asked, or was taken out
    // meanwhile, says nothing of it.
    private static void Count(Call call, Place before, Place place, bool wasNeverAsked)
    {
        var counters = before.Revision.State.Counters;
        var isOfTheRevision = !wasNeverAsked && call.Service.Has(before.Replica);
        var leavesIt = before.Revision.State != place.Revision.State;
        if (call.IsInference && (isOfTheRevision || leavesIt))
            counters.End(Outcome.Failed, TimeSpan.Zero);
        else
            counters.Leave();
    }
}
