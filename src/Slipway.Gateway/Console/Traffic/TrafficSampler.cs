namespace Slipway.Gateway.Console.Traffic;

/// <summary>Takes a sample every few seconds, so that who opens the console sees what was before.</summary>
internal sealed class TrafficSampler(TrafficReader reader, TrafficHistory history, TimeProvider time)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TrafficHistory.Interval, time);
        try
        {
            do
            {
                history.Add(reader.Read());
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
