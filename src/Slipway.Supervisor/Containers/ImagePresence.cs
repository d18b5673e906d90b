using Slipway.Containers.Images;
using Slipway.Errors;
using Slipway.Supervisor.Processes;

namespace Slipway.Supervisor.Containers;

/// <summary>Sees to it that an engine has the image that a revision was made of, no other one of that name.</summary>
internal sealed class ImagePresence(EngineImages images, string socket)
{
    /// <exception cref="ServingException">There is none, and none can be had.</exception>
    public async Task<EngineImage> EnsureAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var (reference, id) = (start.File, start.Image!.Id);
        if (await images.FindAsync(id ?? reference, cancellationToken) is { } found)
            return found;
        if (LocalImages.IsLocal(reference))
        {
            throw ServingException.NotFound(
                $"The container engine at {socket} has no image {reference} any more. 'slipway up' builds it again."
            );
        }

        var pulled = await PullAsync(start, cancellationToken);
        return id is null || pulled.Id == id
            ? pulled
            : throw ServingException.NotFound(
                $"{reference} is another image now ({Short(pulled.Id)}) than the one that this revision was made of ({Short(id)}), which is "
                    + "gone. 'slipway up' makes a revision of the new one."
            );
    }

    private async Task<EngineImage> PullAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var report = new PullReport(start);
        report.Say($"pulling the image {start.File}");
        try
        {
            var image = await images.PullAsync(start.File, login: null, report, cancellationToken);
            report.Say("the image is here");
            return image;
        }
        catch (ServingException e)
        {
            report.Say(e.Message);
            throw;
        }
    }

    private static string Short(string id) => id.Length > 19 ? id[..19] : id;

    /// <summary>Writes into the replica's log how far a pull is, at most once a second, and tells its status.</summary>
    private sealed class PullReport(ReplicaStart start) : IProgress<PullProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private readonly Lock _gate = new();
        private long _said = System.Diagnostics.Stopwatch.GetTimestamp();

        public void Report(PullProgress value)
        {
            lock (_gate)
            {
                if (System.Diagnostics.Stopwatch.GetElapsedTime(_said) < Interval)
                    return;
                _said = System.Diagnostics.Stopwatch.GetTimestamp();
            }

            Say($"pulling the image {start.File}: {value}");
        }

        public void Say(string text)
        {
            start.Tell?.Invoke($"it is starting: {text}");
            try
            {
                File.AppendAllText(start.LogFile, $"slipway: {text}\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A pull does not fail for want of a log.
            }
        }
    }
}
