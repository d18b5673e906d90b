using Slipway.AspNetCore;

namespace Slipway.Server.Serve;

/// <summary>Gives back what the start needed, once, a moment after it.</summary>
internal sealed class StartupMemoryService(IModelServerStatus status, TimeProvider time) : BackgroundService
{
    // Those who waited for the server come first.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await status.WaitUntilStartedAsync(stoppingToken);
            await Task.Delay(Settling, time, stoppingToken);
            StartupMemory.GiveBack();
        }
        catch (OperationCanceledException)
        {
            // Stopped before, which gives everything back.
        }
    }
}
