using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Fleets;

/// <summary>Runs the loop, and what feeds it: the gateway's reports and its calls for services that sleep.</summary>
internal sealed class FleetService(
    FleetController fleet,
    FleetLoop loop,
    ReplicaKit kit,
    IHostApplicationLifetime lifetime
) : BackgroundService
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await fleet.RecoverAsync(stoppingToken);
        await Task.WhenAll(
            EndWell(loop.RunAsync(Step, stoppingToken)),
            EndWell(TakeReportsAsync(stoppingToken)),
            EndWell(TakeCallsAsync(stoppingToken))
        );
    }

    private void Step()
    {
        fleet.Step();
        if (!fleet.HasEnded)
            return;
        fleet.Forget();
        lifetime.StopApplication();
    }

    private async Task TakeReportsAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReportInterval, kit.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (fleet is not { GatewayIsReady: true, Gateway: { } gateway })
                continue;
            try
            {
                var report = await gateway.GetTrafficAsync(stoppingToken);
                await loop.RunAsync(
                    () =>
                    {
                        fleet.Take(report);
                        return true;
                    },
                    stoppingToken
                );
            }
            catch (Exception e) when (IsOfGateway(e, stoppingToken))
            {
                // Its probe sees that it is not there.
            }
        }
    }

    private async Task TakeCallsAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (fleet is not { GatewayIsReady: true, Gateway: { } gateway })
                {
                    await Task.Delay(ReportInterval, kit.Time, stoppingToken);
                    continue;
                }

                var services = await gateway.GetWaitingAsync(stoppingToken);
                if (services.Count == 0)
                    continue;
                await loop.RunAsync(
                    () =>
                    {
                        fleet.Call(services);
                        return true;
                    },
                    stoppingToken
                );
                // They wait until a replica is ready: no need to ask again at once.
                await Task.Delay(TimeSpan.FromMilliseconds(100), kit.Time, stoppingToken);
            }
            catch (Exception e) when (IsOfGateway(e, stoppingToken))
            {
                await Task.Delay(ReportInterval, kit.Time, stoppingToken);
            }
        }
    }

    private static bool IsOfGateway(Exception e, CancellationToken stoppingToken) =>
        e is HttpRequestException or IOException or System.Text.Json.JsonException or ObjectDisposedException
        || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested);

    private static async Task EndWell(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The supervisor ends.
        }
    }
}
