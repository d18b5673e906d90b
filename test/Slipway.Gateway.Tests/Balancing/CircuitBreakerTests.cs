using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Balancing;

namespace Slipway.Gateway.Tests.Balancing;

public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CircuitBreakerConfig _config = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(_time);

    [Fact]
    public void Record_TooFewRequests_StaysClosed()
    {
        Record(failures: 9);

        _breaker.State.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public void Record_HalfFail_Opens()
    {
        Record(successes: 5, failures: 4);
        _breaker.Record(failed: true, trying: false, _config).Should().BeTrue();

        _breaker.State.Should().Be(BreakerState.Open);
        _breaker.MayTry.Should().BeFalse();
        _breaker.TryEnter(out _).Should().BeFalse();
    }

    [Fact]
    public void Record_FewerFail_StaysClosed()
    {
        Record(successes: 60, failures: 40);

        _breaker.State.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public void Record_FailuresOutOfTheWindow_AreForgotten()
    {
        Record(failures: 9);
        _time.Advance(_config.Window + TimeSpan.FromSeconds(1));
        Record(failures: 9);

        _breaker.State.Should().Be(BreakerState.Closed);
        Record(failures: 1);
        _breaker.State.Should().Be(BreakerState.Open);
    }

    [Fact]
    public void Record_WindowSlides_OldPartsFallOut()
    {
        for (var second = 0; second < 40; second++)
        {
            // 9 in any ten seconds, and never ten.
            if (second % 10 < 9)
                Record(failures: 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _breaker.State.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public void HalfOpen_LetsOneTryAndClosesWhereItIsAnswered()
    {
        Record(failures: 10);
        _breaker.FoundAlive();

        _breaker.State.Should().Be(BreakerState.HalfOpen);
        _breaker.TryEnter(out var trying).Should().BeTrue();
        trying.Should().BeTrue();
        _breaker.TryEnter(out _).Should().BeFalse("one tries at a time");
        // One that was on its way before says nothing.
        _breaker.Record(failed: false, trying: false, _config).Should().BeFalse();
        _breaker.State.Should().Be(BreakerState.Trying);
        _breaker.Record(failed: false, trying: true, _config);

        _breaker.State.Should().Be(BreakerState.Closed);
        Record(failures: 9);
        _breaker.State.Should().Be(BreakerState.Closed, "what was before is forgotten");
    }

    [Fact]
    public void HalfOpen_TryFails_OpensAgain()
    {
        Record(failures: 10);
        _breaker.FoundAlive();
        _breaker.TryEnter(out _);

        _breaker.Record(failed: true, trying: true, _config).Should().BeTrue();

        _breaker.State.Should().Be(BreakerState.Open);
    }

    [Fact]
    public void HalfOpen_TryIsGivenUp_AnotherMayTry()
    {
        Record(failures: 10);
        _breaker.FoundAlive();
        _breaker.TryEnter(out _);

        _breaker.Abandon();

        _breaker.TryEnter(out var trying).Should().BeTrue();
        trying.Should().BeTrue();
    }

    private void Record(int successes = 0, int failures = 0)
    {
        for (var i = 0; i < successes; i++)
        {
            _breaker.Record(failed: false, trying: false, _config);
        }

        for (var i = 0; i < failures; i++)
        {
            _breaker.Record(failed: true, trying: false, _config);
        }
    }
}
