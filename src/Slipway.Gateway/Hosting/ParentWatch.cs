using System.Diagnostics;

namespace Slipway.Gateway.Hosting;

/// <summary>Stops the gateway when the process that it belongs to is gone, however it went.</summary>
internal sealed class ParentWatch(int parent, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var process = Process.GetProcessById(parent);
            await process.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // Gone before anybody looked.
        }

        lifetime.StopApplication();
    }
}
