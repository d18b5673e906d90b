using Slipway.Client.Resilience;
using Slipway.Client.Tests.Fakes;
using Slipway.Errors;

namespace Slipway.Client.Tests.Resilience;

public sealed class CallPolicyTests
{
    private static readonly TimeSpan DeadlineTime = TimeSpan.FromSeconds(100);

    private readonly ManualTimeProvider _time = new();
    private int _attempts;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_UnavailableWithoutAWait_BacksOffWithGrowingJitteredDelaysUntilRetriesAreSpent()
    {
        var policy = CreatePolicy(new RetryOptions { MaxRetries = 3, MaxDelay = TimeSpan.FromSeconds(2) });

        var call = FailAsync(policy, ServingException.Unavailable("busy"));
        for (var retry = 0; retry < 3; retry++)
        {
            var wait = await _time.WaitForTimerAsync(left => left < TimeSpan.FromSeconds(50));
            wait.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
            _time.Advance(wait);
        }

        await call.Invoking(c => c).Should().ThrowAsync<ServingException>().WithMessage("busy");
        _attempts.Should().Be(4);
    }

    [Theory]
    [InlineData(ServingErrorCode.Internal, null)]
    [InlineData(ServingErrorCode.NotFound, null)]
    [InlineData(ServingErrorCode.ResourceExhausted, null)]
    [InlineData(ServingErrorCode.Unavailable, FailureReasons.ConnectionLost)]
    [InlineData(ServingErrorCode.Unavailable, FailureReasons.TlsFailed)]
    public async Task Run_FailureThatMayHaveRunOrWillNotPass_IsNotTriedAgain(ServingErrorCode code, string? reason)
    {
        var act = () =>
            FailAsync(CreatePolicy(new RetryOptions()), new ServingException(code, "no") { Reason = reason });

        await act.Should().ThrowAsync<ServingException>().WithMessage("no");
        _attempts.Should().Be(1);
    }

    [Fact]
    public async Task Run_ConnectionRefused_IsTriedAgain()
    {
        var refused = new ServingException(ServingErrorCode.Unavailable, "refused")
        {
            Reason = FailureReasons.ConnectionRefused,
            RetryAfter = TimeSpan.Zero,
        };

        var act = () => FailAsync(CreatePolicy(new RetryOptions { MaxRetries = 1 }), refused);

        await act.Should().ThrowAsync<ServingException>().WithMessage("refused");
        _attempts.Should().Be(2);
    }

    [Fact]
    public async Task Run_DeadlineInALaterAttempt_IsDeadlineExceededWithTheLastFailure()
    {
        var policy = CreatePolicy(new RetryOptions());

        var call = policy.RunAsync<int>(
            "The call",
            async (_, token) =>
            {
                if (++_attempts == 1)
                    throw new ServingException(ServingErrorCode.Unavailable, "loading") { RetryAfter = TimeSpan.Zero };
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            Cancellation
        );
        _time.Advance(DeadlineTime);

        var thrown = (await call.Invoking(c => c).Should().ThrowAsync<ServingException>()).Which;
        thrown.Code.Should().Be(ServingErrorCode.DeadlineExceeded);
        thrown.Message.Should().Contain("loading");
    }

    [Fact]
    public async Task Run_AttemptThatHangs_EndsAtTheDeadlineAndNamesTheCall()
    {
        var policy = CreatePolicy(new RetryOptions());

        var call = policy.RunAsync<int>(
            "The inference of model 'm'",
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            Cancellation
        );
        await _time.WaitForTimerAsync(left => left == DeadlineTime);
        _time.Advance(DeadlineTime);

        (await call.Invoking(c => c).Should().ThrowAsync<ServingException>().WithMessage("*model 'm'*100 s*"))
            .Which.Code.Should()
            .Be(ServingErrorCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Run_SecondAttempt_SeesLessTimeLeft()
    {
        var left = new List<TimeSpan?>();
        var policy = CreatePolicy(new RetryOptions());

        var call = policy.RunAsync<int>(
            "The call",
            (deadline, _) =>
            {
                left.Add(deadline.Remaining);
                return left.Count == 2
                    ? Task.FromResult(5)
                    : throw new ServingException(ServingErrorCode.Unavailable, "")
                    {
                        RetryAfter = TimeSpan.FromSeconds(30),
                    };
            },
            Cancellation
        );
        await _time.WaitForTimerAsync(wait => wait == TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));

        (await call).Should().Be(5);
        left.Should().Equal(DeadlineTime, TimeSpan.FromSeconds(70));
    }

    private CallPolicy CreatePolicy(RetryOptions retry) =>
        new(
            new InferenceClientOptions
            {
                Deadline = DeadlineTime,
                Retry = retry,
                TimeProvider = _time,
            }
        );

    private Task<int> FailAsync(CallPolicy policy, ServingException failure) =>
        policy.RunAsync<int>(
            "The call",
            (_, _) =>
            {
                _attempts++;
                throw failure;
            },
            Cancellation
        );
}
