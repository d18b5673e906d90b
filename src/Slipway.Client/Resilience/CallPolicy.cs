using Polly;
using Polly.Retry;
using Slipway.Errors;

namespace Slipway.Client.Resilience;

/// <summary>Runs a call under one deadline, again where <see cref="RetryOptions"/> says so. Thread-safe.</summary>
internal sealed class CallPolicy
{
    private static readonly ResiliencePropertyKey<Deadline> DeadlineKey = new("slipway.deadline");

    private readonly InferenceClientOptions _options;
    private readonly ResiliencePipeline _pipeline;

    public CallPolicy(InferenceClientOptions options)
    {
        _options = options;
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        if (options.Retry.MaxRetries > 0)
            builder.AddRetry(CreateRetry(options.Retry));
        _pipeline = builder.Build();
    }

    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good, or the time is over.</summary>
    /// <param name="what">The call in words, for the message when its deadline passes.</param>
    /// <param name="attempt">One attempt; it fails with a <see cref="ServingException"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<T> RunAsync<T>(
        string what,
        Func<Deadline, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken
    )
    {
        var deadline = new Deadline(_options.TimeProvider, _options.Deadline);
        using var timer = new CancellationTokenSource(
            _options.Deadline ?? Timeout.InfiniteTimeSpan,
            _options.TimeProvider
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var context = ResilienceContextPool.Shared.Get(either.Token);
        context.Properties.Set(DeadlineKey, deadline);
        Exception? last = null;
        try
        {
            return await _pipeline.ExecuteAsync(
                async c =>
                {
                    try
                    {
                        return await attempt(deadline, c.CancellationToken);
                    }
                    catch (ServingException e)
                    {
                        last = e;
                        throw;
                    }
                },
                context
            );
        }
        catch (OperationCanceledException)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw deadline.Exceeded(what, last);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static RetryStrategyOptions CreateRetry(RetryOptions retry) =>
        new()
        {
            MaxRetryAttempts = retry.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retry.BaseDelay,
            MaxDelay = retry.MaxDelay,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    args.Outcome.Exception
                        is ServingException
                        {
                            Code: ServingErrorCode.Unavailable,
                            Reason: null or FailureReasons.ConnectionRefused
                        } failure
                        && args.Context.Properties.TryGetValue(DeadlineKey, out var deadline)
                        && deadline.Allows(failure.RetryAfter ?? TimeSpan.Zero)
                ),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ServingException)?.RetryAfter),
        };
}
