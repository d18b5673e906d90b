using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Gateway.Access;
using Slipway.Gateway.Console.Feed;
using Slipway.Gateway.Console.Security;

namespace Slipway.Gateway.Console.Orders;

/// <summary>Gives a person's orders to the supervisor, and tells the person what became of them. One for each circuit.</summary>
internal sealed class FleetOrders(
    FleetFeed feed,
    ConsoleOrigin origin,
    AccessGate gate,
    Viewer viewer,
    Announcer announcer,
    IServiceProvider services,
    TimeProvider time,
    ILogger<FleetOrders> log
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Why nobody who looks may give orders or read logs; null where they may.</summary>
    public string? WhyNobody =>
        !feed.HasSupervisor ? "This gateway has no supervisor to give orders to."
        : !origin.IsLocal && gate.IsOpen
            ? "Others than this machine reach the gateway, and it asks nobody for a key: the console shows, and gives no orders. "
                + "Set gateway.auth, or gateway.host to 127.0.0.1."
        : null;

    /// <summary>Why no order can be given now; null where one can.</summary>
    public string? WhyNot => WhyNobody ?? (feed.Current.Problem is null ? null : "The supervisor cannot be asked.");

    /// <param name="done">What is said when it is done.</param>
    /// <param name="order">What to do.</param>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> GiveAsync(string done, Func<IFleet, CancellationToken, Task> order)
    {
        if ((WhyNot ?? await WhyNotViewerAsync()) is { } why)
        {
            announcer.Fail(why);
            return false;
        }

        using var clock = new CancellationTokenSource(Patience, time);
        try
        {
            await order(services.GetRequiredService<IFleet>(), clock.Token);
            announcer.Say(done);
            log.Ordered(viewer.Name ?? "somebody", done);
            return true;
        }
        catch (ServingException e)
        {
            announcer.Fail(e.Message);
        }
        catch (OperationCanceledException)
        {
            announcer.Fail(
                $"The supervisor did not answer within {Patience.TotalSeconds:0} seconds; it may still do it."
            );
        }
        finally
        {
            await feed.RefreshAsync(CancellationToken.None);
        }

        return false;
    }

    private async Task<string?> WhyNotViewerAsync() =>
        await viewer.IsAdmittedAsync() ? null : "The session is over; load the page again.";
}
