using Slipway.Deployment.Fleet;

namespace Slipway.Kubernetes.Running.Logs;

/// <summary>A fleet whose replicas' logs begin anew with each start, and that keeps the one before.</summary>
public interface IKeepsPreviousLogs
{
    /// <summary>What the containers wrote that ran in the place of those that run now; nothing of those that never ended.</summary>
    /// <param name="services">Empty: all; <c>gateway</c> is the gateway's.</param>
    /// <param name="last">Lines of each replica.</param>
    /// <param name="cancellationToken">Ends the lines.</param>
    IAsyncEnumerable<LogLine> GetPreviousLogsAsync(
        IReadOnlyList<string> services,
        int last,
        CancellationToken cancellationToken
    );
}
