using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>When to try again, and after which time.</summary>
internal sealed class RetryPolicy(RemoteSourceOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Whether another attempt may do better.</summary>
    public bool IsWorthwhile(ServingException failure, int failures) =>
        failure.Reason == RemoteException.Unreachable && failures < options.Attempts;

    /// <summary>Doubled with each failure, a quarter of it by chance, and what the server asks for in any case.</summary>
    public TimeSpan DelayAfter(ServingException failure, int failures)
    {
        var delay = options.RetryDelay * Math.Pow(2, failures - 1) * (0.75 + (Random.Shared.NextDouble() / 4));
        if (failure.RetryAfter is { } asked && asked > delay)
            delay = asked;
        return delay < LongestDelay ? delay : LongestDelay;
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (ServingException e) when (IsWorthwhile(e, failures))
            {
                await Task.Delay(DelayAfter(e, failures), time, cancellationToken);
            }
        }
    }
}
