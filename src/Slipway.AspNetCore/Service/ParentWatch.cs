using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Slipway.AspNetCore.Service;

/// <summary>Stops the server when the process that started it is gone, however it went.</summary>
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
            // It was gone before we looked.
        }
        catch (OperationCanceledException)
        {
            // The server stops for a reason of its own.
        }

        lifetime.StopApplication();
    }
}
