using Slipway.Containers;
using Slipway.Errors;

namespace Slipway.Supervisor.Containers;

/// <summary>
/// Brings what a container writes into the file that a process would write to itself, until the container has ended and all is there.
/// After a restart of this supervisor or of the engine it goes on where it was.
/// </summary>
internal sealed class LogPump(ContainerContext context, string id, string name, string logFile)
{
    /// <summary>Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            using var position = new LogPosition(LogPosition.FileOf(logFile), id);
            while (!await TryAsync(position))
            {
                await Task.Delay(ContainerContext.Pause, context.Time, context.Stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The next supervisor goes on.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Log.CannotCollect(name, e.Message);
        }
    }

    /// <summary>Whether all is there.</summary>
    private async Task<bool> TryAsync(LogPosition position)
    {
        try
        {
            var engine = await context.Engine.GetAsync(context.Stop);
            await FollowAsync(engine, position);
            // An engine that is told to end closes its streams as if all had been said.
            return await engine.Containers.FindAsync(id, context.Stop) is not { IsRunning: true };
        }
        catch (ServingException)
        {
            return await IsGoneAsync();
        }
    }

    private async Task FollowAsync(ContainerEngine engine, LogPosition position)
    {
        var since = position.Begin();
        await foreach (var entry in engine.Containers.FollowLogsAsync(id, since, context.Stop))
        {
            if (!position.IsNew(entry))
                continue;
            // Not to be given up halfway.
            await File.AppendAllBytesAsync(logFile, entry.Text, CancellationToken.None);
            position.Take(entry);
        }
    }

    private async Task<bool> IsGoneAsync()
    {
        try
        {
            var engine = await context.Engine.GetAsync(context.Stop);
            return await engine.Containers.FindAsync(id, context.Stop) is null;
        }
        catch (ServingException)
        {
            return false;
        }
    }
}
