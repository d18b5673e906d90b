using Slipway.Gateway.Balancing;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Holding;

namespace Slipway.Gateway.Forwarding;

/// <summary>Gives requests their first place at a replica. Thread-safe.</summary>
internal sealed class Admitter(Balancer balancer, Holder holder)
{
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

    private async Task<Refusal?> HoldAsync(Call call, CancellationToken callerGone, CancellationToken late)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callerGone, late);
        while (true)
        {
            if (!call.Service.Route.Holds && !Holder.IsOccupied(call.Service))
                return Refusals.NoReplica(call.Service);
            if (await holder.WaitAsync(call, either.Token) is { } refusal)
                return refusal;
            switch (TryEnter(call))
            {
                case Seat.Taken:
                    return null;
                case Seat.Full:
                    call.LeaveRoom();
                    return Refusals.Full(call.Service);
                default:
                    // It was taken away again: there is the next table to wait for.
                    call.LeaveRoom();
                    break;
            }
        }
    }

    private Seat TryEnter(Call call)
    {
        var seat = balancer.TryTake(call, out var place);
        if (seat == Seat.Taken)
            call.Enter(place);
        return seat;
    }
}
